import { Webhook } from "standardwebhooks";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, it } from "vitest";
import { createBounces } from "./bounces.ts";

const organization = "0a1b2c3d-0000-4000-8000-000000000000";
const webhook_secret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
const auth_token = "token";
const functionsUrl = "https://api.example/functions/v1";

function setup(secrets: unknown = { webhook_secret, auth_token }) {
  const calls: unknown[][] = [];
  const handler = createBounces(
    {
      secretsOf: async (...input) => {
        calls.push(["secrets", ...input]);
        return secrets;
      },
      report: async (...input) => void calls.push(["report", ...input]),
    },
    functionsUrl,
    () => {},
  );
  const reports = () => calls.filter(([name]) => name === "report").map(([, ...input]) => input);
  return { calls, reports, handler };
}

function fromResend(event: object, query = "", secret = webhook_secret): Request {
  const body = JSON.stringify(event);
  const now = new Date();
  return new Request(`http://localhost/bounces/resend${query}`, {
    method: "POST",
    body,
    headers: {
      "svix-id": "msg_1",
      "svix-timestamp": String(Math.floor(now.getTime() / 1000)),
      "svix-signature": new Webhook(secret).sign("msg_1", now, body),
    },
  });
}

function fromTwilio(fields: Record<string, string>, query = "", token = auth_token): Request {
  const signature = getExpectedTwilioSignature(token, `${functionsUrl}/bounces/twilio${query}`, fields);
  return new Request(`http://localhost/bounces/twilio${query}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { "x-twilio-signature": signature },
  });
}

const bounced = (type: string) => ({
  type: "email.bounced",
  data: { email_id: "re-1", to: ["a@example.com"], bounce: { type, subType: "General", message: "No such user" } },
});

describe("Resend", () => {
  it.each([
    ["a bounce for good", bounced("Permanent"), { kind: "bounced", providerId: "re-1", reason: "No such user" }],
    [
      "a complaint",
      { type: "email.complained", data: { email_id: "re-1" } },
      { kind: "complained", providerId: "re-1" },
    ],
  ])("reports %s", async (_, event, report) => {
    const { handler, reports } = setup();
    expect((await handler(fromResend(event, `?organization=${organization}`))).status).toBe(200);
    expect(reports()).toEqual([[organization, expect.objectContaining(report)]]);
  });

  it.each([
    ["a bounce that passes", bounced("Transient")],
    ["a delivery", { type: "email.delivered", data: { email_id: "re-1" } }],
  ])("reports nothing of %s", async (_, event) => {
    const { handler, reports } = setup();
    expect((await handler(fromResend(event))).status).toBe(200);
    expect(reports()).toEqual([]);
  });

  it("is not believed with another's signature, with none, or before a secret is set", async () => {
    const other = `whsec_${Buffer.from("another-secret-of-32-bytes-12345").toString("base64")}`;
    const { handler, reports } = setup();
    const plain = new Request("http://localhost/bounces/resend", { method: "POST", body: "{}" });
    for (const request of [fromResend(bounced("Permanent"), "", other), plain]) {
      expect((await handler(request)).status).toBe(401);
    }
    expect((await setup(null).handler(fromResend(bounced("Permanent")))).status).toBe(401);
    expect((await setup({}).handler(fromResend(bounced("Permanent")))).status).toBe(401);
    expect(reports()).toEqual([]);
  });
});

describe("Twilio", () => {
  it.each([
    [
      "a number that is none",
      { MessageSid: "SM1", MessageStatus: "undelivered", ErrorCode: "30005" },
      { kind: "bounced", providerId: "SM1" },
    ],
    [
      "who had left",
      { MessageSid: "SM1", MessageStatus: "failed", ErrorCode: "21610" },
      { kind: "unsubscribed", providerId: "SM1" },
    ],
    [
      "who answers STOP",
      { MessageSid: "SM2", From: "+4915123456789", Body: " Stop " },
      { kind: "unsubscribed", address: "+4915123456789" },
    ],
    [
      "who opts out in other words",
      { MessageSid: "SM2", From: "+4915123456789", Body: "ARRET", OptOutType: "STOP" },
      { kind: "unsubscribed" },
    ],
  ])("reports %s", async (_, fields, report) => {
    const { handler, reports } = setup();
    const response = await handler(fromTwilio(fields, `?organization=${organization}`));
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/xml"]);
    expect(reports()).toEqual([[organization, expect.objectContaining(report)]]);
  });

  it.each([
    ["a message that arrived", { MessageSid: "SM1", MessageStatus: "delivered" }],
    ["a phone that is off", { MessageSid: "SM1", MessageStatus: "undelivered", ErrorCode: "30003" }],
    ["any other answer", { MessageSid: "SM2", From: "+4915123456789", Body: "thanks, stop by" }],
  ])("reports nothing of %s", async (_, fields) => {
    const { handler, reports } = setup();
    expect((await handler(fromTwilio(fields))).status).toBe(200);
    expect(reports()).toEqual([]);
  });

  it("is not believed with another's signature", async () => {
    const { handler, reports } = setup();
    const fields = { MessageSid: "SM1", ErrorCode: "30005" };
    expect((await handler(fromTwilio(fields, "", "another"))).status).toBe(401);
    expect(reports()).toEqual([]);
  });
});

it("another provider is none", async () => {
  const { handler, calls } = setup();
  expect((await handler(new Request("http://localhost/bounces/pigeon", { method: "POST", body: "" }))).status).toBe(
    422,
  );
  expect(calls).toEqual([]);
});
