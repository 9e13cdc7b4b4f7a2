import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What the probe counts. Never a target, tenant or address as a label. */
export interface ProbeMetrics {
  readonly registry: Registry;
  readonly checks: Counter<"kind" | "outcome">;
  readonly inFlightChecks: Gauge;
  readonly reportedResults: Counter;
  readonly refusedResults: Counter;
  readonly spooledResults: Gauge;
  readonly reportSeconds: Histogram;
}

/** Metrics in a registry of their own, with those of the process. */
export function createMetrics(): ProbeMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    checks: new Counter({
      name: "heliograph_probe_checks_total",
      help: "Finished checks.",
      labelNames: ["kind", "outcome"],
      registers,
    }),
    inFlightChecks: new Gauge({ name: "heliograph_probe_in_flight_checks", help: "Checks under way.", registers }),
    reportedResults: new Counter({
      name: "heliograph_probe_reported_results_total",
      help: "Results acknowledged by the database.",
      registers,
    }),
    refusedResults: new Counter({
      name: "heliograph_probe_refused_results_total",
      help: "Results the database refused for good.",
      registers,
    }),
    spooledResults: new Gauge({
      name: "heliograph_probe_spooled_results",
      help: "Results on disk, not yet acknowledged.",
      registers,
    }),
    reportSeconds: new Histogram({
      name: "heliograph_probe_report_seconds",
      help: "Duration of a report.",
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
  };
}
