import { stdout } from "node:process";

export type LogLevel = "debug" | "info" | "warning" | "error";
export type Log = (level: LogLevel, message: string, fields?: Record<string, unknown>) => void;

const ORDER: LogLevel[] = ["debug", "info", "warning", "error"];

/** One JSON line an entry, constant message plus fields; entries below `minimum` are dropped. */
export function createLog(minimum: LogLevel, write: (line: string) => void = (line) => stdout.write(line)): Log {
  const threshold = ORDER.indexOf(minimum);
  return (level, message, fields = {}) => {
    if (ORDER.indexOf(level) < threshold) return;
    write(`${JSON.stringify({ time: new Date().toISOString(), level, process: "realtime", message, ...fields })}\n`);
  };
}

/** Text of anything thrown, for a log field. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
