import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";

/** What /readyz checks: each name with "ok" or what is wrong. */
export type Readiness = () => Readonly<Record<string, string>>;

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves /healthz (the process lives), /readyz (200 or 503 with each check) and /metrics (Prometheus text).
 * @throws when the port is taken
 */
export async function startHealthServer(options: {
  host: string;
  port: number;
  readiness: Readiness;
  registry: Registry;
}): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    if (path === "/healthz") return void response.end("ok\n");
    if (path === "/readyz") {
      const checks = options.readiness();
      const isReady = Object.values(checks).every((state) => state === "ok");
      response.writeHead(isReady ? 200 : 503, { "content-type": "application/json" });
      return void response.end(JSON.stringify({ checks }));
    }
    if (path === "/metrics") {
      return void options.registry.metrics().then((text) => {
        response.writeHead(200, { "content-type": options.registry.contentType });
        response.end(text);
      });
    }
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: isAddressInfo(address) ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isAddressInfo(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
