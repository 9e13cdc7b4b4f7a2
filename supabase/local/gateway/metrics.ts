import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** Prometheus metrics of the gateway: requests by service and status class, and Node's own. */
export class GatewayMetrics {
  private readonly registry = new Registry();
  private readonly requests: Counter<"service" | "status">;
  private readonly duration: Histogram<"service">;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Counter({
      name: "gateway_requests_total",
      help: "Answered requests by service and status class.",
      labelNames: ["service", "status"],
      registers: [this.registry],
    });
    this.duration = new Histogram({
      name: "gateway_request_duration_seconds",
      help: "Time from a request's arrival to its answer's head.",
      labelNames: ["service"],
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers: [this.registry],
    });
  }

  /** @returns to be called with the status of the answer */
  start(service: string): (status: number) => void {
    const startedAt = performance.now();
    return (status) => {
      this.requests.inc({ service, status: `${Math.floor(status / 100)}xx` });
      this.duration.observe({ service }, (performance.now() - startedAt) / 1000);
    };
  }

  render(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}
