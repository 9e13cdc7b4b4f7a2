import type ApiBase from "twilio/lib/rest/ApiBase.js";
import { goneCodes } from "../_shared/edge/twilio-codes.ts";
import type { Outcome } from "./message.ts";
import type { TwilioProvider } from "./providers.ts";

const timeoutMs = 30_000;
const itsOwn = "https://api.twilio.com";

/** What an account can do: `messages`, `calls`. */
export type TwilioAccount = ApiBase["v2010"]["account"];

/**
 * Twilio's own client. Of its package only the part for messages and calls, because all of it is eleven megabytes; loaded
 * when there is something to send through it, not with the function.
 * @param apiUrl where Twilio is, if not where it really is
 */
export async function twilioAccount(
  { account_sid, auth_token }: TwilioProvider,
  apiUrl: string | undefined,
): Promise<TwilioAccount> {
  const [{ default: BaseTwilio }, { default: RequestClient }, { default: Api }] = await Promise.all([
    import("twilio/lib/base/BaseTwilio.js"),
    import("twilio/lib/base/RequestClient.js"),
    import("twilio/lib/rest/ApiBase.js"),
  ]);
  const httpClient = new RequestClient({ timeout: timeoutMs });
  if (apiUrl !== undefined) {
    httpClient.axios.interceptors.request.use((request) => {
      request.url = (request.url ?? "").replace(itsOwn, apiUrl);
      return request;
    });
  }
  return new Api(new BaseTwilio.Client(account_sid, auth_token, { httpClient })).v2010.account;
}

/** Where Twilio reports what became of a message; it calls public addresses only. */
export function statusCallbackOf(functionsUrl: string, organizationId: string | null): { statusCallback?: string } {
  if (!functionsUrl.startsWith("https://")) return {};
  const owner = organizationId === null ? "" : `?organization=${organizationId}`;
  return { statusCallback: `${functionsUrl}/bounces/twilio${owner}` };
}

/** What a refusal means: of the number, of the account, or of the moment. */
export function twilioOutcome(error: unknown): Outcome {
  const [status, code] = ["status", "code"].map((name): unknown => Reflect.get(Object(error), name));
  const said = error instanceof Error ? error.message : String(error);
  const message = typeof code === "number" ? `${code} ${said}` : said;
  if (typeof code === "number" && goneCodes.includes(code)) {
    return { outcome: "dead", error: message, endsSubscription: true };
  }
  // A wrong token is refused for every message alike: it must not kill them all.
  if (status === 401 || status === 403) return { outcome: "retry", error: message, retryAfterSeconds: 300 };
  if (status === 400 || status === 404) return { outcome: "dead", error: message };
  return { outcome: "retry", error: message };
}
