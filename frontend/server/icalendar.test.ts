import { expect, test } from "vitest";
import { maintenanceCalendar } from "./icalendar.ts";
import type { MaintenanceRow } from "./notice-rows.ts";

const row: MaintenanceRow = {
  id: "00000000-0000-4000-8000-000000000012",
  title: "Keys, rotated; \\ done",
  body: "Up to **two** interruptions.\n\nNo action is needed.",
  status: "scheduled",
  scheduled_for: "2026-11-25T22:00:00+00:00",
  scheduled_until: "2026-11-25T23:40:00+01:00",
  started_at: null,
  ended_at: null,
  updated_at: "2026-11-20T10:00:00.123456+00:00",
  components: [],
  updates: [],
};

test("an event in UTC, with what has a meaning escaped", () => {
  const lines = maintenanceCalendar(row, "https://status.example/status/x/maintenance/y").split("\r\n");
  expect(lines).toEqual([
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Heliograph//Status page//EN",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    "UID:00000000-0000-4000-8000-000000000012",
    "DTSTAMP:20261120T100000Z",
    "DTSTART:20261125T220000Z",
    "DTEND:20261125T224000Z",
    "SUMMARY:Keys\\, rotated\\; \\\\ done",
    "DESCRIPTION:Up to two interruptions. No action is needed.",
    "STATUS:CONFIRMED",
    "TRANSP:TRANSPARENT",
    "URL:https://status.example/status/x/maintenance/y",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ]);
});

test("long lines are folded at 75 octets, never inside a character", () => {
  const text = maintenanceCalendar({ ...row, title: "Überprüfung 🔑 ".repeat(20), status: "cancelled" }, null);
  for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(text.replaceAll("\r\n ", "")).toContain(`SUMMARY:${"Überprüfung 🔑 ".repeat(20)}`);
  expect(text).toContain("STATUS:CANCELLED");
});

test("a title cannot add lines of its own", () => {
  const text = maintenanceCalendar({ ...row, title: "a\r\nBEGIN:VALARM\nb" }, null);
  expect(text).toContain("SUMMARY:a\\nBEGIN:VALARM\\nb\r\n");
});
