import type { CheckKind } from "../../lib/database.ts";
import { duration } from "../../lib/format.ts";

/** What a monitor looks at, in one line: "POST https://…", "db.example:5432", "MX example.com". */
export function targetOf(kind: CheckKind, config: unknown): string {
  const text = (name: string): string => {
    const value: unknown = typeof config === "object" && config !== null ? Reflect.get(config, name) : undefined;
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  switch (kind) {
    case "http":
      return [text("method") === "GET" ? "" : text("method"), text("url")].filter(Boolean).join(" ");
    case "tcp":
      return `${text("host")}:${text("port")}`;
    case "tls":
      return text("port") === "443" || text("port") === "" ? text("host") : `${text("host")}:${text("port")}`;
    case "ping":
      return text("host");
    case "dns":
      return [text("record_type") || "A", text("name")].filter(Boolean).join(" ");
    case "heartbeat":
      return "push URL";
  }
}

/** "every 30 s", "every 5 min" */
export function intervalInWords(seconds: number): string {
  return `every ${duration(seconds)}`;
}

/** "3 checks in a row", "2 of the last 3 checks" */
export function confirmationsInWords(confirmations: number, window: number): string {
  if (confirmations === 1) return "one check is enough";
  if (confirmations === window) return `${confirmations} checks in a row`;
  return `${confirmations} of the last ${window} checks`;
}

/** Whether a monitor is paused. */
export function isPaused(monitor: { paused_at: string | null }): boolean {
  return monitor.paused_at !== null;
}

/** "First result in about 30 s": what an empty log waits for. */
export function firstResultInWords(
  monitors: readonly { kind: CheckKind; interval_seconds: number; paused_at: string | null }[],
): string {
  const active = monitors.filter((monitor) => !isPaused(monitor));
  if (active.length === 0) return "Checks are paused. Resume them to see results.";
  if (active.every(({ kind }) => kind === "heartbeat")) return "The first call of the push URL shows up here.";
  const seconds = Math.min(
    ...active.filter(({ kind }) => kind !== "heartbeat").map((monitor) => monitor.interval_seconds),
  );
  return `First result in about ${duration(Math.min(seconds, 60))}.`;
}
