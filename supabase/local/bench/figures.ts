/** One measured number beside its limit, measured in the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with; null where nothing sensible exists. */
  readonly reference: number | null;
  /** value / reference. */
  readonly ratio: number | null;
}

/** A figure and what it is measured against, for people. */
export interface Line extends Figure {
  readonly referenceName: string;
  readonly goal: string;
}

/** Collects the figures of a run. */
export class Figures {
  readonly lines: Line[] = [];

  /** @param goal what should be reached, in words */
  add(name: string, value: number, unit: string, goal: string, reference?: { name: string; value: number }): void {
    const rounded = round(value);
    this.lines.push({
      name,
      value: rounded,
      unit,
      reference: reference === undefined ? null : round(reference.value),
      ratio: reference === undefined ? null : round(value / reference.value),
      referenceName: reference?.name ?? "",
      goal,
    });
  }

  /** A table, then one JSON line a figure. */
  render(): string {
    const rows = this.lines.map((line) => [
      line.name,
      `${line.value} ${line.unit}`,
      line.goal,
      line.reference === null ? "" : `${line.reference} ${line.referenceName}`,
      line.ratio === null ? "" : String(line.ratio),
    ]);
    const head = ["figure", "value", "reach", "reference", "ratio"];
    const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)));
    const format = (row: readonly string[]) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd();
    const json = this.lines.map(({ name, value, unit, reference, ratio }) =>
      JSON.stringify({ name, value, unit, reference, ratio } satisfies Figure),
    );
    return [format(head), format(widths.map((width) => "-".repeat(width))), ...rows.map(format), "", ...json].join(
      "\n",
    );
  }
}

/** The value below which a share of the numbers lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Three significant digits, at least the whole number. */
function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
