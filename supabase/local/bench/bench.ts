import type { Figures } from "./figures.ts";

/** Options of a run that a bench may obey. */
export interface BenchOptions {
  /** Ten million raw results instead of one and a half. */
  readonly history: boolean;
  /** Thirty minutes instead of three. */
  readonly long: boolean;
}

/** One file of this folder measures one row of the table in docs/benchmarks.md. */
export interface Bench {
  readonly title: string;
  run(figures: Figures, options: BenchOptions): Promise<void>;
}

/** A line for the people who wait. */
export function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
