import { addDays } from "../../lib/calendar.ts";
import { weekdayOf } from "../../lib/dates.ts";

export const repeatKinds = [
  "none",
  "daily",
  "weekly",
  "monthly_day",
  "monthly_last_day",
  "monthly_weekday",
  "monthly_last_weekday",
  "custom",
] as const;

export type RepeatKind = (typeof repeatKinds)[number];

/** How a window comes back, as the form holds it. */
export interface Repeat {
  repeat: RepeatKind;
  /** Every so many days, weeks or months. */
  every: number;
  /** MO to SU, for weekly ones. */
  weekdays: string[];
  end: "never" | "until" | "count";
  /** Last day, a calendar date. */
  until: string;
  count: number;
  /** What the form cannot say but the database holds. */
  rule: string;
}

export const weekdayCodes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export const weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const ordinals = ["first", "second", "third", "fourth", "fifth"] as const;

export const noRepeat: Repeat = {
  repeat: "none",
  every: 1,
  weekdays: [],
  end: "never",
  until: "",
  count: 10,
  rule: "",
};

interface Place {
  weekday: string;
  weekdayName: string;
  day: number;
  /** Which one of the month this weekday is, from 1. */
  ordinal: number;
  isLastDay: boolean;
  isLastOfWeekday: boolean;
}

function placeOf(date: string): Place {
  const index = weekdayOf(date);
  const day = Number(date.slice(8, 10));
  const month = date.slice(0, 7);
  return {
    weekday: weekdayCodes[index] ?? "MO",
    weekdayName: weekdayNames[index] ?? "Monday",
    day,
    ordinal: Math.ceil(day / 7),
    isLastDay: addDays(date, 1).slice(0, 7) !== month,
    isLastOfWeekday: addDays(date, 7).slice(0, 7) !== month,
  };
}

/** What the form offers for a first day, in words. */
export function repeatChoices(firstDay: string, current: RepeatKind): { value: RepeatKind; label: string }[] {
  const place = placeOf(firstDay);
  const choices: { value: RepeatKind; label: string; isOffered?: boolean }[] = [
    { value: "none", label: "Does not repeat" },
    { value: "daily", label: "Daily" },
    { value: "weekly", label: "Weekly" },
    { value: "monthly_day", label: `Monthly on day ${place.day}` },
    { value: "monthly_last_day", label: "Monthly on the last day", isOffered: place.isLastDay },
    {
      value: "monthly_weekday",
      label: `Monthly on the ${ordinals[place.ordinal - 1]} ${place.weekdayName}`,
      isOffered: place.ordinal < 5,
    },
    {
      value: "monthly_last_weekday",
      label: `Monthly on the last ${place.weekdayName}`,
      isOffered: place.isLastOfWeekday,
    },
    { value: "custom", label: "By a rule of its own", isOffered: false },
  ];
  return choices
    .filter(({ value, isOffered = true }) => isOffered || value === current)
    .map(({ value, label }) => ({ value, label }));
}

/** The RFC 5545 rule of what the form holds; null for a window that does not come back. */
export function ruleOf(values: Repeat, firstDay: string): string | null {
  const { repeat, every, weekdays, end, until, count, rule } = values;
  if (repeat === "none") return null;
  if (repeat === "custom") return rule;
  const place = placeOf(firstDay);
  const chosen = weekdayCodes.filter((code) => weekdays.includes(code));
  const parts = {
    daily: ["FREQ=DAILY"],
    weekly: ["FREQ=WEEKLY", `BYDAY=${chosen.length === 0 ? place.weekday : chosen.join(",")}`],
    monthly_day: ["FREQ=MONTHLY", `BYMONTHDAY=${place.day}`],
    monthly_last_day: ["FREQ=MONTHLY", "BYMONTHDAY=-1"],
    monthly_weekday: ["FREQ=MONTHLY", `BYDAY=${place.ordinal}${place.weekday}`],
    monthly_last_weekday: ["FREQ=MONTHLY", `BYDAY=-1${place.weekday}`],
  }[repeat];
  if (every > 1) parts.splice(1, 0, `INTERVAL=${every}`);
  if (end === "until" && until !== "") parts.push(`UNTIL=${until.replaceAll("-", "")}`);
  if (end === "count") parts.push(`COUNT=${count}`);
  return parts.join(";");
}

/** What the form holds for a stored rule; a rule that it could not write itself is kept whole. */
export function repeatOf(rule: string, firstDay: string): Repeat {
  const parts = new Map(
    rule.split(";").map((part): [string, string] => [part.split("=")[0] ?? "", part.split("=")[1] ?? ""]),
  );
  const until = /^(\d{4})(\d\d)(\d\d)$/.exec(parts.get("UNTIL") ?? "");
  const common: Omit<Repeat, "repeat"> = {
    every: Number(parts.get("INTERVAL") ?? 1),
    weekdays: parts.get("FREQ") === "WEEKLY" ? (parts.get("BYDAY") ?? "").split(",").filter((code) => code !== "") : [],
    end: parts.has("COUNT") ? "count" : parts.has("UNTIL") ? "until" : "never",
    until: until === null ? "" : `${until[1]}-${until[2]}-${until[3]}`,
    count: Number(parts.get("COUNT") ?? noRepeat.count),
    rule,
  };
  const found = repeatKinds
    .filter((kind) => kind !== "none" && kind !== "custom")
    .map((repeat): Repeat => ({ ...common, repeat }))
    .find((values) => sameParts(ruleOf(values, firstDay) ?? "", rule));
  return found ?? { ...common, repeat: "custom" };
}

function sameParts(a: string, b: string): boolean {
  return a.split(";").toSorted().join(";") === b.split(";").toSorted().join(";");
}

const units = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" } as const;

/** "Every 2 weeks on Monday and Thursday, until 1 Mar 2027" of a stored rule. */
export function repeatText(rule: string, firstDay: string, dayText: (isoDate: string) => string): string {
  const values = repeatOf(rule, firstDay);
  if (values.repeat === "custom") return `By the rule ${rule}`;
  const frequency = /FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)/.exec(rule)?.[1];
  const unit = Object.entries(units).find(([name]) => name === frequency)?.[1] ?? "day";
  const every = values.every === 1 ? `Every ${unit}` : `Every ${values.every} ${unit}s`;
  const place = placeOf(firstDay);
  const days = weekdayCodes.flatMap((code, index) =>
    values.weekdays.includes(code) ? (weekdayNames[index] ?? []) : [],
  );
  const on = {
    daily: "",
    weekly: ` on ${joined(days)}`,
    monthly_day: ` on day ${place.day}`,
    monthly_last_day: " on the last day",
    monthly_weekday: ` on the ${ordinals[place.ordinal - 1]} ${place.weekdayName}`,
    monthly_last_weekday: ` on the last ${place.weekdayName}`,
    none: "",
  }[values.repeat];
  const end =
    values.end === "count"
      ? `, ${values.count} times`
      : values.end === "until"
        ? `, until ${dayText(values.until)}`
        : "";
  return `${every}${on}${end}`;
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
