import document from "./openapi/twilio.json" with { type: "json" };
import { type ApiDouble, type Call, startApiDouble } from "./openapi-double.ts";

/** How Twilio says no (https://www.twilio.com/docs/usage/twilios-response#exceptions). */
export interface TwilioRefusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

/**
 * Twilio's API on a local port: messages and calls. Accounts and tokens are taken as they come, but for the token "wrong".
 * @param refuse refuses a request instead of taking it
 */
export function startTwilio(refuse: (call: Call) => TwilioRefusal | undefined = () => undefined): Promise<ApiDouble> {
  let count = 0;
  return startApiDouble(document, (call) => {
    const { request, fields } = call;
    const [account = "", token] = Buffer.from(request.headers.authorization?.slice("Basic ".length) ?? "", "base64")
      .toString()
      .split(":");
    const refusal = token === "wrong" ? { status: 401, code: 20_003, message: "Authenticate" } : refuse(call);
    if (refusal !== undefined) {
      const more_info = `https://www.twilio.com/docs/errors/${refusal.code}`;
      return { status: refusal.status, body: { ...refusal, more_info } };
    }
    count += 1;
    const isCall = request.path.endsWith("/Calls.json");
    const sid = `${isCall ? "CA" : "SM"}${count.toString(16).padStart(32, "0")}`;
    const date = new Date().toUTCString().replace("GMT", "+0000");
    const { To: to, From: from, Body: body } = fields;
    return {
      status: 201,
      body: {
        account_sid: account,
        api_version: "2010-04-01",
        sid,
        to,
        from,
        status: "queued",
        direction: "outbound-api",
        date_created: date,
        date_updated: date,
        price: null,
        price_unit: null,
        subresource_uris: {},
        uri: request.path.replace(".json", `/${sid}.json`),
        ...(!isCall && { body, num_segments: "1", num_media: "0", error_code: null, error_message: null }),
      },
    };
  });
}
