import { describe, expect, test } from "vitest";
import type { BillingState, Plan } from "./queries.ts";
import { brandOf, dayOf, intervalOf, priceOf, shortfallWords, standingOf } from "./words.ts";

const plan: Plan = {
  id: "starter",
  name: "Starter",
  price_cents: 1900,
  currency: "eur",
  max_components: 20,
  max_members: 5,
  max_subscribers: null,
  min_interval_seconds: 60,
};
const state: BillingState = {
  ...plan,
  plan_id: "starter",
  plan_name: "Starter",
  state: "active",
  has_subscription: true,
  trial_ends_at: null,
  period_ends_at: null,
  grace_ends_at: null,
  is_suspended: false,
  invoice_url: null,
  used_components: 20,
  used_members: 1,
  used_subscribers: 5000,
  used_interval_seconds: 60,
  billing_contact_id: null,
  may_bill: true,
  card_brand: null,
  card_last4: null,
};

test("prices, days, intervals and brands read as people write them", () => {
  expect([priceOf(plan), priceOf({ price_cents: 1950, currency: "usd" })]).toEqual(["€19", "$19.50"]);
  expect(dayOf("2026-11-29T23:30:00Z", "Europe/Berlin")).toBe("30 November");
  expect([5, 60, 300].map(intervalOf)).toEqual(["every 5 seconds", "every minute", "every 5 minutes"]);
  expect(["visa", "amex"].map(brandOf)).toEqual(["Visa", "American Express"]);
});

describe("how payment stands", () => {
  const until = "2026-11-29T10:00:00Z";
  test.each([
    ["paid", {}, { kind: "fine" }],
    ["a trial with a plan to follow", { state: "trialing", trial_ends_at: until }, { kind: "fine" }],
    [
      "a trial alone",
      { state: "trialing", trial_ends_at: until, has_subscription: false },
      { kind: "trial", endsAt: until },
    ],
    ["a failed payment", { state: "past_due", grace_ends_at: until }, { kind: "unpaid", hasPlan: true, endsAt: until }],
    [
      "a trial that ended without a plan",
      { state: "past_due", grace_ends_at: until, has_subscription: false },
      { kind: "unpaid", hasPlan: false, endsAt: until },
    ],
    ["a subscription that ended", { state: "canceled" }, { kind: "ended" }],
  ] as const)("%s", (_, changes, standing) => {
    expect(standingOf({ ...state, ...changes })).toEqual(standing);
  });
});

test.each([
  [{ resource: "components", most: 20, used: 21 }, "20 components (you have 21)"],
  [{ resource: "interval_seconds", most: 60, used: 30 }, "checks every minute (yours run every 30 seconds)"],
])("what does not fit into a plan: %o", (shortfall, words) => {
  expect(shortfallWords(shortfall)).toBe(words);
});
