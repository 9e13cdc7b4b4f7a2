import { type ComponentStatus, severity } from "../../lib/status.ts";

/** A stretch of time in which the component was not well. Times in ms since the epoch. */
export interface StatusSpan {
  status: ComponentStatus;
  start: number;
  end: number;
}

/** Spans that follow each other, told as one: from when, and how bad it became. */
export interface SpanRun {
  status: ComponentStatus;
  start: number;
  end: number;
  spans: readonly StatusSpan[];
}

/** Joins spans that are at most `maxGap` ms apart, oldest first. */
export function spanRuns(spans: readonly StatusSpan[], maxGap: number): SpanRun[] {
  const runs: SpanRun[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const run = runs.at(-1);
    if (run === undefined || span.start - run.end > maxGap) {
      runs.push({ ...span, spans: [span] });
      continue;
    }
    runs[runs.length - 1] = {
      status: severity(span.status) > severity(run.status) ? span.status : run.status,
      start: run.start,
      end: Math.max(run.end, span.end),
      spans: [...run.spans, span],
    };
  }
  return runs;
}
