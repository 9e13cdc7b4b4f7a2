/** Counters and gauges in the Prometheus text format. No labels: topics and tenants must not become label values. */
export class Metrics {
  private readonly counters = new Map<string, { help: string; value: number }>();
  private readonly gauges = new Map<string, { help: string; read: () => number }>();

  /** Registers a counter (name ends in `_total`) and returns the function that adds to it. */
  counter(name: string, help: string): (amount?: number) => void {
    const entry = { help, value: 0 };
    this.counters.set(name, entry);
    return (amount = 1) => {
      entry.value += amount;
    };
  }

  /** Registers a gauge that is read when scraped. */
  gauge(name: string, help: string, read: () => number): void {
    this.gauges.set(name, { help, read });
  }

  /** Exposition text, version 0.0.4. */
  render(): string {
    const lines: string[] = [];
    for (const [name, { help, value }] of this.counters) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`, `${name} ${value}`);
    }
    for (const [name, { help, read }] of this.gauges) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${read()}`);
    }
    return `${lines.join("\n")}\n`;
  }
}
