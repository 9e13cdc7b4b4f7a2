import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { z } from "zod";

export const demoServices = ["storefront", "api", "payments"] as const;
type DemoService = (typeof demoServices)[number];

/** `error` answers 503, `hang` accepts the request and never answers. */
const Mode = z.enum(["ok", "error", "hang"]);

const State = z.partialRecord(z.enum(demoServices), Mode);

const healthy: Readonly<Record<DemoService, { readonly type: string; readonly body: string }>> = {
  storefront: {
    type: "text/html; charset=utf-8",
    body: "<!doctype html><html lang=en><title>Northwind store</title><h1>Northwind store</h1><p>Open for orders.</p></html>",
  },
  api: { type: "application/json", body: '{"status":"ok","version":"4.2.0"}' },
  payments: { type: "application/json", body: '{"status":"ok","acquirers":{"visa":"up","mastercard":"up"}}' },
};

export interface DemoOptions {
  readonly port: number;
  /** Keeps what is broken over restarts. */
  readonly stateFile: string;
}

/**
 * Three small services for the demo organization to watch. `POST /_/<service>/<ok|error|hang>` switches one.
 * @returns how to stop
 */
export async function startDemoTargets({ port, stateFile }: DemoOptions): Promise<() => Promise<void>> {
  const stored = await readFile(stateFile, "utf8").catch(() => "{}");
  const state = State.catch({}).parse(JSON.parse(stored));
  const server = createServer((request, response) => {
    const [, first = "", second = "", third = ""] = (request.url ?? "/").split("?", 1)[0]?.split("/") ?? [];
    // A browser says where a request comes from: no web page may switch a service.
    if (first === "_" && request.method === "POST" && request.headers.origin === undefined) {
      const service = demoServices.find((name) => name === second);
      const mode = Mode.safeParse(third);
      if (service === undefined || !mode.success) return void response.writeHead(404).end();
      state[service] = mode.data;
      void writeFile(stateFile, JSON.stringify(state)).then(() => response.writeHead(204).end());
      return;
    }
    const service = demoServices.find((name) => name === first);
    if (service === undefined)
      return void response.writeHead(404, { "content-type": "application/json" }).end('{"error":"not found"}');
    const mode = state[service] ?? "ok";
    if (mode === "hang") return;
    if (mode === "error") {
      return void response.writeHead(503, { "content-type": "application/json" }).end('{"status":"unavailable"}');
    }
    response.writeHead(200, { "content-type": healthy[service].type }).end(healthy[service].body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}
