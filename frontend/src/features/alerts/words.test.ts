import { describe, expect, it } from "vitest";
import { daysText, quietText, stepText } from "./words.ts";

describe("days", () => {
  it.each([
    [[1, 2, 3, 4, 5, 6, 7], "every day"],
    [[5, 1, 2, 4, 3], "Mon – Fri"],
    [[6, 7], "Sat, Sun"],
    [[1, 3, 5], "Mon, Wed, Fri"],
  ])("%j are %s", (days, text) => {
    expect(daysText(days)).toBe(text);
  });
});

describe("quiet hours", () => {
  const quiet = { quiet_from: "22:00:00", quiet_until: "07:00:00", quiet_days: [6, 7], time_zone: "Europe/Berlin" };

  it("say from when until when, and where", () => {
    expect(quietText(quiet)).toBe("22:00 – 07:00 Sat, Sun, Europe/Berlin");
    expect(quietText({ ...quiet, quiet_from: "00:00:00", quiet_until: "00:00:00" })).toBe(
      "all day from 00:00 Sat, Sun, Europe/Berlin",
    );
    expect(quietText({ ...quiet, quiet_from: null, quiet_until: null })).toBeNull();
  });
});

it("a step says when and who, without those who have gone", () => {
  const names: Readonly<Record<string, string>> = { ada: "Ada", bea: "Bea" };
  const nameOf = (id: string) => names[id];
  expect(stepText({ afterMinutes: 0, contactIds: ["bea", "ada", "gone"] }, nameOf)).toBe("At once: Ada and Bea");
  expect(stepText({ afterMinutes: 90, contactIds: ["gone"] }, nameOf).replaceAll("\u00a0", " ")).toBe(
    "After 1 h 30 min: nobody",
  );
});
