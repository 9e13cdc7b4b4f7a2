import type ApiBase from "twilio/lib/rest/ApiBase.js";
import { goneCodes } from "../_shared/edge/twilio-codes.ts";
import type { Channel, ChannelOptions, Content, Delivery, Outcome } from "./message.ts";
import type { TwilioProvider } from "./providers.ts";

const timeoutMs = 30_000;
const itsOwn = "https://api.twilio.com";

/** What an account can do: `messages`, `calls`. */
type TwilioAccount = ApiBase["v2010"]["account"];

/** What texts and calls differ in. */
export interface TwilioKind {
  /** The number or name it comes from; null where none is set that could send it. */
  readonly senderOf: (provider: TwilioProvider) => string | null;
  /** Said where there is no sender. */
  readonly noSender: string;
  readonly start: (
    account: TwilioAccount,
    envelope: { readonly to: string; readonly from: string; readonly statusCallback?: string },
    delivery: Delivery,
    content: Content,
  ) => Promise<{ readonly sid: string }>;
}

/** A channel through Twilio, which takes no idempotency key: what is tried twice arrives twice. */
export function createTwilio(
  { functionsUrl, providers, apiUrls }: ChannelOptions,
  { senderOf, noSender, start }: TwilioKind,
): Channel {
  const accounts = new Map<TwilioProvider, Promise<TwilioAccount>>();
  return {
    async send(delivery, content): Promise<Outcome> {
      const provider = providers.twilioOf(delivery.organizationId);
      const from = provider === null ? null : senderOf(provider);
      if (provider === null || from === null) return { outcome: "retry", error: noSender, retryAfterSeconds: 300 };
      const account = accounts.get(provider) ?? twilioAccount(provider, apiUrls.twilio);
      accounts.set(provider, account);
      const owner = providers.hasOwnTwilio(delivery.organizationId) ? delivery.organizationId : null;
      const envelope = { to: delivery.address, from, ...statusCallbackOf(functionsUrl, owner) };
      try {
        const { sid } = await start(await account, envelope, delivery, content);
        return { outcome: "sent", providerId: sid };
      } catch (error) {
        return twilioOutcome(error);
      }
    },
    close() {
      accounts.clear();
    },
  };
}

/**
 * Twilio's own client. Of its package only the part for messages and calls, because all of it is eleven megabytes; loaded
 * when there is something to send through it, not with the function.
 * @param apiUrl where Twilio is, if not where it really is
 */
async function twilioAccount(
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
function statusCallbackOf(functionsUrl: string, organizationId: string | null): { statusCallback?: string } {
  if (!functionsUrl.startsWith("https://")) return {};
  const owner = organizationId === null ? "" : `?organization=${organizationId}`;
  return { statusCallback: `${functionsUrl}/bounces/twilio${owner}` };
}

/** What a refusal means: of the number, of the account, or of the moment. */
function twilioOutcome(error: unknown): Outcome {
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
