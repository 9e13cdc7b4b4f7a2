import type { Environment } from "../_shared/edge/environment.ts";
import type { ChannelOptions } from "./message.ts";
import type { Providers } from "./providers.ts";

/** What channels are made of, from the environment of the function (docs/notifications.md names what can be set). */
export function channelOptionsOf(environment: Environment, providers: Providers): ChannelOptions {
  const url = environment("SUPABASE_URL") ?? "";
  return {
    siteUrl: environment("SITE_URL") || url,
    functionsUrl: `${url}/functions/v1`,
    providers,
    allowPrivate: environment("ALLOW_PRIVATE_RECEIVERS") === "true",
    apiUrls: { resend: environment("RESEND_API_URL"), twilio: environment("TWILIO_API_URL") },
  };
}
