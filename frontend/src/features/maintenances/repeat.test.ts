import { describe, expect, it } from "vitest";
import { noRepeat, type Repeat, repeatChoices, repeatOf, repeatText, ruleOf } from "./repeat.ts";

// A Saturday, the third of its month.
const day = "2026-11-21";

const rules: [string, Partial<Repeat>, string, string][] = [
  ["daily", { repeat: "daily" }, "FREQ=DAILY", "Every day"],
  [
    "every other week on two days",
    { repeat: "weekly", every: 2, weekdays: ["TH", "MO"] },
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
    "Every 2 weeks on Monday and Thursday",
  ],
  ["monthly by day", { repeat: "monthly_day" }, "FREQ=MONTHLY;BYMONTHDAY=21", "Every month on day 21"],
  ["monthly by weekday", { repeat: "monthly_weekday" }, "FREQ=MONTHLY;BYDAY=3SA", "Every month on the third Saturday"],
  [
    "monthly by last weekday",
    { repeat: "monthly_last_weekday" },
    "FREQ=MONTHLY;BYDAY=-1SA",
    "Every month on the last Saturday",
  ],
  ["the last day", { repeat: "monthly_last_day" }, "FREQ=MONTHLY;BYMONTHDAY=-1", "Every month on the last day"],
  ["so many times", { repeat: "daily", end: "count", count: 3 }, "FREQ=DAILY;COUNT=3", "Every day, 3 times"],
  [
    "until a day",
    { repeat: "daily", end: "until", until: "2026-12-31" },
    "FREQ=DAILY;UNTIL=20261231",
    "Every day, until 2026-12-31",
  ],
];

describe("rules", () => {
  it.each(rules)("%s", (_, values, rule, words) => {
    expect(ruleOf({ ...noRepeat, ...values }, day)).toBe(rule);
    const read = repeatOf(rule, day);
    expect(ruleOf(read, day)).toBe(rule);
    expect(read.repeat).toBe(values.repeat);
    expect(repeatText(rule, day, (date) => date)).toBe(words);
  });

  it.each([
    "FREQ=YEARLY",
    "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
    "FREQ=DAILY;UNTIL=20261231T120000Z",
    "FREQ=MONTHLY;BYMONTHDAY=3",
  ])("%s is kept as it is", (rule) => {
    const read = repeatOf(rule, day);
    expect(read.repeat).toBe("custom");
    expect(ruleOf(read, day)).toBe(rule);
  });

  it("nothing is no rule, and a week without a chosen day has that of its first", () => {
    expect(ruleOf(noRepeat, day)).toBeNull();
    expect(ruleOf({ ...noRepeat, repeat: "weekly" }, day)).toBe("FREQ=WEEKLY;BYDAY=SA");
  });
});

describe("what is offered", () => {
  const offered = (date: string) => repeatChoices(date, "none").map(({ value }) => value);

  it("fits the first day", () => {
    expect(offered(day)).toEqual(["none", "daily", "weekly", "monthly_day", "monthly_weekday"]);
    expect(offered("2026-11-30")).toContain("monthly_last_day");
    expect(offered("2026-11-30")).toContain("monthly_last_weekday");
    expect(offered("2026-11-30")).not.toContain("monthly_weekday");
  });

  it("keeps what is chosen", () => {
    expect(repeatChoices(day, "custom").at(-1)).toEqual({ value: "custom", label: "By a rule of its own" });
  });
});
