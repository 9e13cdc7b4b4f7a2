import { latency } from "../../lib/format.ts";

/** A limit as somebody set it, without the figures that a measurement has: "800 ms", "1.5 s". */
export function limitInWords(ms: number): string {
  return ms < 1000 ? latency(ms) : `${ms / 1000}\u00a0s`;
}
