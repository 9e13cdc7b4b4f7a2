import { describe, expect, test } from "vitest";
import { AppError } from "./errors.ts";
import { planRefusalOf } from "./plan-refusal.ts";

const raised = (details: string) => ({ code: "HG402", message: "No.", details, hint: "Do this." });

describe("a refusal of the plan", () => {
  test.each(["components", "members", "subscribers", "interval_seconds"])("for %s leads to the plans", (details) => {
    expect(planRefusalOf(raised(details), "/orgs/northwind/components/new?name=x")).toMatchObject({
      text: "No. Do this.",
      link: { href: "/orgs/northwind/settings/plan" },
    });
  });

  test("is not told twice where the plans are", () => {
    expect(planRefusalOf(raised("components"), "/orgs/northwind/settings/plan")).toBeNull();
  });

  test("for want of a card leads to the card form, and back", () => {
    const link = { href: "/card?next=%2Finvitation%23token%3Dx" };
    expect(planRefusalOf(raised("card"), "/invitation#token=x")).toMatchObject({ link });
    const answered = new AppError({ kind: "refused", code: "payment_required", message: "Add a card.", field: "card" });
    expect(planRefusalOf(answered, "/invitation#token=x")).toMatchObject({ text: "Add a card.", link });
  });

  test.each([
    ["seats of a license", raised("email")],
    ["another refusal", { code: "HG422", message: "No.", details: "components" }],
    ["a lost connection", new TypeError("Failed to fetch")],
  ])("is not %s", (_, error) => {
    expect(planRefusalOf(error, "/orgs/northwind")).toBeNull();
  });
});
