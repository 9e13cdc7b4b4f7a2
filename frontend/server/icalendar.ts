import { markdownToText } from "../src/features/pages/markdown-text.ts";
import type { MaintenanceRow } from "./notice-rows.ts";

/** One maintenance as an iCalendar file (RFC 5545). @param url of its page, when the site's own address is known */
export function maintenanceCalendar(row: MaintenanceRow, url: string | null): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Heliograph//Status page//EN",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    `UID:${row.id}`,
    `DTSTAMP:${utc(row.updated_at)}`,
    `DTSTART:${utc(row.started_at ?? row.scheduled_for)}`,
    `DTEND:${utc(row.ended_at ?? row.scheduled_until)}`,
    `SUMMARY:${escaped(row.title)}`,
    `DESCRIPTION:${escaped(markdownToText(row.body))}`,
    `STATUS:${row.status === "cancelled" ? "CANCELLED" : "CONFIRMED"}`,
    "TRANSP:TRANSPARENT",
    ...(url === null ? [] : [`URL:${url}`]),
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}

/** "20261125T220000Z" */
function utc(instant: string): string {
  return `${new Date(instant).toISOString().replace(/[-:]/g, "").slice(0, 15)}Z`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, "\\$&").replaceAll(/\r\n|\r|\n/g, "\\n");
}

/** Lines have at most 75 octets; a longer one goes on after a line break and a space. */
function folded(line: string): string {
  const pieces: string[] = [];
  let piece = "";
  let octets = 0;
  for (const char of line) {
    const size = new TextEncoder().encode(char).length;
    if (octets + size > 75) {
      pieces.push(piece);
      piece = " ";
      octets = 1;
    }
    piece += char;
    octets += size;
  }
  return [...pieces, piece].join("\r\n");
}
