import Papa from "papaparse";
import { channelNames } from "../../lib/channels.ts";
import type { NotificationChannel } from "../../lib/database.ts";

/** A file of rows, as wide as its widest. */
export interface CsvTable {
  /** Names of the columns; "Column 1" where the file has none. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Line of the file that the first row stands on, for reports. */
  readonly firstLine: number;
}

/** Channels whose addresses can come from a list. The others are set up by their owner. */
export const importChannels = ["email", "sms"] as const satisfies readonly NotificationChannel[];
export type ImportChannel = (typeof importChannels)[number];

const looksLikeAddress = /^\s*'?(\S+@\S+\.\S+|\+[\d\s().-]{6,})\s*$/;

/** Reads a file, with or without a line of names; commas, semicolons and tabs are found out. */
export function readCsv(text: string): CsvTable {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: "greedy" });
  const width = Math.max(0, ...data.map((row) => row.length));
  const [first = []] = data;
  const hasNames = data.length > 0 && !first.some((cell) => looksLikeAddress.test(cell));
  const columns = Array.from({ length: width }, (_, index) => {
    const name = hasNames ? (first[index] ?? "").trim() : "";
    return name === "" ? `Column ${index + 1}` : name;
  });
  return { columns, rows: hasNames ? data.slice(1) : data, firstLine: hasNames ? 2 : 1 };
}

/** The column most of whose cells are addresses, else one that is called so, else the first. */
export function addressColumn({ columns, rows }: CsvTable): number {
  const sample = rows.slice(0, 50);
  const hits = columns.map((_, index) => sample.filter((row) => looksLikeAddress.test(row[index] ?? "")).length);
  const best = Math.max(0, ...hits);
  if (best > 0) return hits.indexOf(best);
  return Math.max(
    0,
    columns.findIndex((name) => /mail|address|phone|number/i.test(name)),
  );
}

/** The column that says how to reach each row; null without one. */
export function channelColumn({ columns }: CsvTable): number | null {
  const index = columns.findIndex((name) => /^(channel|type)$/i.test(name));
  return index < 0 ? null : index;
}

/** A row to import. `channel` is null where its own is none that can be imported. */
export interface ImportRow {
  readonly line: number;
  readonly address: string;
  readonly channel: ImportChannel | null;
}

/** What to import: one address a row, each with the channel of its row or the one that was chosen for all. */
export function importRows(
  { rows, firstLine }: CsvTable,
  choice: { readonly address: number; readonly channel: number | null; readonly fallback: ImportChannel },
): ImportRow[] {
  return rows.map((row, index) => ({
    line: firstLine + index,
    // Written by our own export, a number is not a formula.
    address: (row[choice.address] ?? "").trim().replace(/^'(?=[+=@-])/, ""),
    channel: choice.channel === null ? choice.fallback : channelOf(row[choice.channel] ?? "", choice.fallback),
  }));
}

function channelOf(text: string, fallback: ImportChannel): ImportChannel | null {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return fallback;
  return (
    importChannels.find((channel) => [channel, channelNames[channel].toLowerCase()].includes(wanted)) ??
    (["e-mail", "mail"].includes(wanted) ? "email" : null)
  );
}

/** A subscriber in a file. */
export interface ExportRow {
  page_title: string;
  channel: NotificationChannel;
  address: string;
  state: string;
  events: readonly string[];
  component_names: readonly string[];
  group_names: readonly string[];
  created_at: string;
  confirmed_at: string | null;
  ended_at: string | null;
  end_reason: string | null;
}

/** A file for spreadsheets; what would be a formula there is text. */
export function writeCsv(rows: readonly ExportRow[]): string {
  const data = rows.map((row) => ({
    address: row.address,
    channel: row.channel,
    page: row.page_title,
    state: row.state,
    groups: row.group_names.join("; "),
    components: row.component_names.join("; "),
    events: row.events.join("; "),
    asked: row.created_at,
    confirmed: row.confirmed_at ?? "",
    ended: row.ended_at ?? "",
    reason: row.end_reason ?? "",
  }));
  return `${Papa.unparse({ fields: [...exportColumns], data }, { escapeFormulae: true, newline: "\r\n" })}\r\n`;
}

const exportColumns = [
  "address",
  "channel",
  "page",
  "state",
  "groups",
  "components",
  "events",
  "asked",
  "confirmed",
  "ended",
  "reason",
] as const;

/** What became of each row of an import, as a file. */
export function writeReport(rows: readonly { line: number; address: string; outcome: string }[]): string {
  const data = rows.map(({ line, address, outcome }) => ({ line, address, outcome }));
  return `${Papa.unparse({ fields: ["line", "address", "outcome"], data }, { escapeFormulae: true, newline: "\r\n" })}\r\n`;
}
