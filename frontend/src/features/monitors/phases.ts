import type { CheckResult } from "./log-stream.ts";

/** The parts of a check, in order, with the colour each has in log and legend. */
export const phases = [
  { key: "dns_ms", label: "DNS", hue: "var(--chart-5)" },
  { key: "connect_ms", label: "Connect", hue: "var(--chart-2)" },
  { key: "tls_ms", label: "TLS", hue: "var(--chart-3)" },
  { key: "first_byte_ms", label: "First byte", hue: "var(--chart-1)" },
] as const;

export type PhaseTimes = Pick<CheckResult, (typeof phases)[number]["key"]>;

/** The phases that were measured, each with its share of `totalMs` (0 to 1). Columns are null where nothing was. */
export function phaseShares(
  times: PhaseTimes,
  totalMs: number,
): { key: string; label: string; hue: string; ms: number; share: number }[] {
  return phases.flatMap(({ key, label, hue }) => {
    const ms = times[key];
    return ms === null || ms <= 0 || totalMs <= 0 ? [] : [{ key, label, hue, ms, share: ms / totalMs }];
  });
}
