import { expect, test } from "vitest";
import { AuthLimits } from "./limits.ts";

const limits = { email_sent: 2, sign_in_sign_ups: 2, token_refresh: 1, token_verifications: 1 };

test("each kind of request has its own number per address", () => {
  const guard = new AuthLimits(limits, 0, false);
  for (const [kind, allowed] of [
    ["sign-in", 2],
    ["refresh", 1],
    ["verify", 1],
    ["factor-challenge", 30],
    ["factor-verify", 30],
  ] as const) {
    for (let count = 0; count < allowed; count += 1) guard.takeRequest(kind, "1.1.1.1");
    expect(() => guard.takeRequest(kind, "1.1.1.1")).toThrow(
      expect.objectContaining({ status: 429, code: "over_request_rate_limit" }),
    );
    expect(() => guard.takeRequest(kind, "2.2.2.2")).not.toThrow();
  }
});

test("mails are limited per recipient and for the whole project", () => {
  const guard = new AuthLimits(limits, 60_000, false);
  const refusal = expect.objectContaining({ status: 429, code: "over_email_send_rate_limit" });
  guard.takeRecipient("a@example.com");
  expect(() => guard.takeRecipient("A@example.com")).toThrow(refusal);
  expect(() => guard.takeRecipient("b@example.com")).not.toThrow();
  guard.takeMail();
  guard.takeMail();
  expect(() => guard.takeMail()).toThrow(refusal);
});

test("tests are not held up", () => {
  const guard = new AuthLimits(limits, 60_000, true);
  for (let count = 0; count < 20; count += 1) {
    guard.takeRequest("sign-in", "1.1.1.1");
    guard.takeRecipient("a@example.com");
    guard.takeMail();
  }
});
