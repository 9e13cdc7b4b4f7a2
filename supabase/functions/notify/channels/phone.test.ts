import { afterEach, describe, expect, it } from "vitest";
import type { ApiDouble } from "../../../local/doubles/openapi-double.ts";
import { startTwilio, type TwilioRefusal } from "../../../local/doubles/twilio.ts";
import { contentOf, deliveryOf, optionsOf } from "../fixtures.ts";
import type { ChannelOptions } from "../message.ts";
import { Providers } from "../providers.ts";
import { createCall } from "./call.ts";
import { createSms } from "./sms.ts";

const signal = AbortSignal.timeout(60_000);
const account = `AC${"a".repeat(32)}`;
let twilio: ApiDouble | undefined;
afterEach(async () => twilio?.close());

async function setup(
  settings: Record<string, string> = {},
  refusal?: TwilioRefusal,
): Promise<{ options: ChannelOptions; double: ApiDouble }> {
  twilio = await startTwilio(() => refusal);
  const providers = new Providers();
  const merged = { account_sid: account, from: "+4915100000000", ...settings };
  const secrets = { auth_token: settings["auth_token"] ?? "right" };
  providers.add([{ organization_id: null, provider: "twilio", settings: merged, secrets }]);
  return { options: optionsOf({ providers, apiUrls: { twilio: twilio.url } }), double: twilio };
}

const delivery = deliveryOf({ channel: "sms", address: "+4915123456789", confirmationToken: "c".repeat(64) });
const asked = contentOf({ topic: "subscription.confirm", title: "Northwind Payments", thread_id: "" });

describe("texts", () => {
  it("say status, title and link through Twilio's own package, and where to report what became of them", async () => {
    const { options, double } = await setup();
    expect(await createSms(options).send(delivery, contentOf(), signal)).toEqual({
      outcome: "sent",
      providerId: expect.stringMatching(/^SM[0-9a-f]{32}$/),
    });
    expect(double.violations).toEqual([]);
    expect(double.calls.map(({ request, fields }) => [request.path, fields])).toEqual([
      [
        `/2010-04-01/Accounts/${account}/Messages.json`,
        {
          To: "+4915123456789",
          From: "+4915100000000",
          Body: "Northwind Payments: Monitoring: Elevated card declines https://status.example/status/northwind/incidents/t Reply STOP to end.",
          StatusCallback: "https://api.example/functions/v1/bounces/twilio",
        },
      ],
    ]);
  });

  it("of a sender that is a name have the link to leave, because nobody can answer it", async () => {
    const { options, double } = await setup({ from: "Northwind" });
    await createSms(options).send(delivery, contentOf(), signal);
    expect(double.violations).toEqual([]);
    expect(double.calls[0]?.fields["Body"]).toContain(
      `Stop: https://status.example/status/northwind/subscription#token=`,
    );
  });

  it("ask for confirmation by a link", async () => {
    const { options, double } = await setup();
    await createSms(options).send(delivery, asked, signal);
    expect(double.calls[0]?.fields["Body"]).toContain(`#confirm=${"c".repeat(64)}`);
  });

  it.each([
    [
      { status: 400, code: 21_610, message: "Attempt to send to unsubscribed recipient" },
      { outcome: "dead", endsSubscription: true },
    ],
    [
      { status: 400, code: 21_211, message: "Invalid 'To' Phone Number" },
      { outcome: "dead", endsSubscription: true },
    ],
    [{ status: 400, code: 21_606, message: "The From phone number is not valid" }, { outcome: "dead" }],
    [{ status: 429, code: 20_429, message: "Too Many Requests" }, { outcome: "retry" }],
    [{ status: 500, code: 20_500, message: "Internal Server Error" }, { outcome: "retry" }],
  ])("refused with %j", async (refusal, outcome) => {
    const { options } = await setup({}, refusal);
    expect(await createSms(options).send(delivery, contentOf(), signal)).toMatchObject(outcome);
  });

  it("with a wrong token wait for another, without an account too", async () => {
    const { options } = await setup({ auth_token: "wrong" });
    expect(await createSms(options).send(delivery, contentOf(), signal)).toMatchObject({
      outcome: "retry",
      retryAfterSeconds: 300,
    });
    expect(await createSms(optionsOf()).send(delivery, contentOf(), signal)).toMatchObject({ outcome: "retry" });
  });

  it("are tried again when Twilio cannot be reached", async () => {
    const { options, double } = await setup();
    await double.close();
    expect(await createSms(options).send(delivery, contentOf(), signal)).toMatchObject({ outcome: "retry" });
  });
});

describe("calls", () => {
  it("read the message out twice and end by a key", async () => {
    const { options, double } = await setup({ from: "Northwind", call_from: "+4915100000009" });
    const title = 'Cards & "wallets" <down>';
    const outcome = await createCall(options).send({ ...delivery, channel: "call" }, contentOf({ title }), signal);
    expect(outcome).toEqual({ outcome: "sent", providerId: expect.stringMatching(/^CA/) });
    expect(double.violations).toEqual([]);
    const [call] = double.calls;
    expect(call?.request.path).toBe(`/2010-04-01/Accounts/${account}/Calls.json`);
    expect(call?.fields).toMatchObject({ To: "+4915123456789", From: "+4915100000009" });
    const twiml = String(call?.fields["Twiml"]);
    expect(twiml.split("Cards &amp; &quot;wallets&quot; &lt;down&gt;")).toHaveLength(3);
    expect(twiml).toContain(`action="https://api.example/functions/v1/subscriptions/call?token=${"a".repeat(64)}"`);
    expect(twiml.length).toBeLessThanOrEqual(4000);
  });

  it("are confirmed by a key", async () => {
    const { options, double } = await setup();
    await createCall(options).send({ ...delivery, channel: "call" }, asked, signal);
    const twiml = String(double.calls[0]?.fields["Twiml"]);
    expect(twiml).toContain("To confirm, press 1.");
    expect(twiml).toContain(`/subscriptions/call?confirm=${"c".repeat(64)}`);
  });

  it("about an alert are acknowledged by a key, and a text has the link to do so", async () => {
    const { options, double } = await setup();
    const alert = contentOf({ topic: "alert.raised", title: "Cards", status: "major_outage" });
    await createCall(options).send({ ...delivery, channel: "call" }, alert, signal);
    await createSms(options).send(delivery, alert, signal);
    const [called, texted] = double.calls.map(({ fields }) => fields);
    expect(called?.["Twiml"]).toContain("This is an alert of Northwind. Major outage: Cards.");
    expect(called?.["Twiml"]).toContain(`/alerts/call?token=${"a".repeat(64)}`);
    expect(texted?.["Body"]).toBe(
      `Northwind: Major outage: Cards Acknowledge: https://status.example/alert#token=${"a".repeat(64)}`,
    );
  });

  it("wait for a number: a name cannot call", async () => {
    const { options } = await setup({ from: "Northwind" });
    expect(await createCall(options).send(delivery, contentOf(), signal)).toMatchObject({ outcome: "retry" });
  });
});

it("the double refuses what is not in Twilio's document", async () => {
  const { double } = await setup();
  const post = (path: string, body: string) =>
    fetch(double.url + path, {
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  await post(`/2010-04-01/Accounts/${account}/Messages.json`, "From=%2B1&Body=x");
  await post(`/2010-04-01/Accounts/${account}/Messages.json`, "To=%2B1&Sender=x");
  await post("/2010-04-01/Accounts/AC1/Messages.json", "To=%2B1");
  await post("/2010-04-01/Letters.json", "To=%2B1");
  expect(double.violations).toEqual([
    expect.stringContaining("required property 'To'"),
    expect.stringContaining("unknown field Sender"),
    expect.stringContaining("AccountSid must NOT have fewer"),
    expect.stringContaining("AccountSid must match pattern"),
    expect.stringContaining("not in the document"),
  ]);
});
