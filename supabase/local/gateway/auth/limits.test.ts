import { expect, test } from "vitest";
import { AuthLimits } from "./limits.ts";

const limits = { email_sent: 3, sign_in_sign_ups: 2, token_refresh: 1, token_verifications: 1 };

async function codeOf(response: Response | undefined): Promise<unknown> {
  if (response === undefined) return undefined;
  expect(response.status).toBe(429);
  const body: { error_code?: unknown } = await response.json();
  return body.error_code;
}

test("each kind of request has its own number per address", async () => {
  const guard = new AuthLimits(limits, 0, false);
  for (const [kind, allowed] of [
    ["token", 2],
    ["refresh", 1],
    ["verify", 1],
  ] as const) {
    for (let count = 0; count < allowed; count += 1) expect(guard.check(kind, "1.1.1.1", undefined)).toBeUndefined();
    expect(await codeOf(guard.check(kind, "1.1.1.1", undefined))).toBe("over_request_rate_limit");
    expect(guard.check(kind, "2.2.2.2", undefined)).toBeUndefined();
  }
  expect(guard.check("user", "1.1.1.1", undefined)).toBeUndefined();
});

test("mails are limited per recipient and for the whole project", async () => {
  const guard = new AuthLimits(limits, 60_000, false);
  expect(guard.check("recover", "1.1.1.1", "a@example.com")).toBeUndefined();
  expect(await codeOf(guard.check("recover", "2.2.2.2", "A@example.com"))).toBe("over_email_send_rate_limit");
  expect(guard.check("otp", "3.3.3.3", "b@example.com")).toBeUndefined();
  expect(guard.check("resend", "4.4.4.4", "c@example.com")).toBeUndefined();
  expect(await codeOf(guard.check("otp", "5.5.5.5", "d@example.com"))).toBe("over_email_send_rate_limit");
});

test("tests are not held up", () => {
  const guard = new AuthLimits(limits, 60_000, true);
  for (let count = 0; count < 20; count += 1) expect(guard.check("otp", "1.1.1.1", "a@example.com")).toBeUndefined();
});
