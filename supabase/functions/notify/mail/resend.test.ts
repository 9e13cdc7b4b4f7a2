import { afterEach, describe, expect, it } from "vitest";
import { type ResendRefusal, startResend } from "../../../local/doubles/resend.ts";
import { createEmail } from "../channels/email.ts";
import { contentOf, deliveryOf, optionsOf } from "../fixtures.ts";
import { Providers } from "../providers.ts";

const signal = AbortSignal.timeout(60_000);
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

interface Setup {
  readonly refusal?: ResendRefusal;
  readonly apiKey?: string;
  readonly perSecond?: number;
}

async function setup({ refusal, apiKey = "re_1", perSecond = 100 }: Setup = {}) {
  const double = await startResend(() => refusal);
  closing.push(double.close);
  const providers = new Providers();
  const settings = {
    from_address: "status@northwind.example",
    from_name: 'North"wind',
    per_second: perSecond,
    reply_to: "help@northwind.example",
  };
  const smtp = { host: "127.0.0.1", port: 1, from_address: "other@northwind.example" };
  providers.add([
    { organization_id: null, provider: "smtp", settings: smtp, secrets: {} },
    { organization_id: null, provider: "resend", settings, secrets: { api_key: apiKey } },
  ]);
  return { double, channel: createEmail(optionsOf({ providers, apiUrls: { resend: double.url } })) };
}

describe("mail through Resend", () => {
  it("is the same mail, with its thread and one-click unsubscription", async () => {
    const { double, channel } = await setup();
    expect(await channel.send(deliveryOf(), contentOf(), signal)).toEqual({
      outcome: "sent",
      providerId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(double.violations).toEqual([]);
    expect(double.sent).toMatchObject([
      {
        from: '"North wind" <status@northwind.example>',
        to: "mara@example.com",
        subject: "Monitoring: Elevated card declines",
        reply_to: "help@northwind.example",
        html: expect.stringContaining("Elevated card declines"),
        text: expect.stringContaining("Back to 1.9 %."),
        headers: {
          References: "<t.s@northwind.example>",
          "In-Reply-To": "<t.s@northwind.example>",
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
      },
    ]);
  });

  it("tried again it is not sent again", async () => {
    const { double, channel } = await setup();
    const first = await channel.send(deliveryOf(), contentOf(), signal);
    expect(await channel.send(deliveryOf({ attempt: 2 }), contentOf(), signal)).toEqual(first);
    expect([double.calls.length, double.sent.length]).toEqual([2, 1]);
    expect(double.calls[0]?.request.headers["idempotency-key"]).toBe("7.s@northwind.example");
  });

  it.each([
    [{ statusCode: 422, name: "validation_error", message: "Invalid `to` field." }, { outcome: "dead" }],
    [
      { statusCode: 429, name: "rate_limit_exceeded", message: "Too many requests", retryAfter: 2 },
      { outcome: "retry", retryAfterSeconds: 2, isThrottled: true },
    ],
    [{ statusCode: 500, name: "internal_server_error", message: "Oops" }, { outcome: "retry" }],
    [
      { statusCode: 403, name: "validation_error", message: "The domain is not verified." },
      { outcome: "retry", retryAfterSeconds: 300 },
    ],
  ])("refused with %j", async (refusal, outcome) => {
    const { channel } = await setup({ refusal });
    expect(await channel.send(deliveryOf(), contentOf(), signal)).toMatchObject(outcome);
  });

  it("keeps to what the account may send a second; who would wait long goes back into the queue", async () => {
    const { double, channel } = await setup({ perSecond: 0.1 });
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map((id) =>
        channel.send(deliveryOf({ id, subscriberId: `s${id}` }), contentOf(), AbortSignal.timeout(100)),
      ),
    );
    expect(first).toMatchObject({ outcome: "sent" });
    // It waited for its turn until its time was up.
    expect(second).toMatchObject({ outcome: "retry" });
    expect(third).toMatchObject({ outcome: "retry", isThrottled: true, retryAfterSeconds: expect.closeTo(20, 0) });
    expect(double.sent).toHaveLength(1);
  });

  it("with a wrong key waits for another", async () => {
    const { channel } = await setup({ apiKey: "re_wrong" });
    expect(await channel.send(deliveryOf(), contentOf(), signal)).toMatchObject({
      outcome: "retry",
      retryAfterSeconds: 300,
    });
  });

  it("is tried again when Resend cannot be reached", async () => {
    const { channel, double } = await setup();
    await double.close();
    expect(await channel.send(deliveryOf(), contentOf(), signal)).toMatchObject({ outcome: "retry" });
  });
});
