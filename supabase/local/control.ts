import { rm } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import type { StackConfig } from "./config.ts";

const Status = z.object({
  state: z.enum(["starting", "running", "stopping"]),
  pid: z.number(),
  url: z.string(),
  processes: z.array(z.object({ name: z.string(), pid: z.number().nullable() })),
});

/** What a running supervisor says about itself. */
export type Status = z.infer<typeof Status>;

function controlPath(config: StackConfig): string {
  return join(config.runDirectory, "control.sock");
}

/**
 * The supervisor's own socket. It tells reliably whether a supervisor lives, which a pid file does not: after kill -9
 * the file of the socket stays, but nobody answers.
 */
export async function serveControl(config: StackConfig, status: () => Status, stop: () => void): Promise<Server> {
  await rm(controlPath(config), { force: true });
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/stop" && incoming.method === "POST") stop();
    outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(status()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(controlPath(config), resolve);
  });
  server.unref();
  return server;
}

/** @returns undefined when no supervisor runs for this data directory */
export function askSupervisor(config: StackConfig, path: "/status" | "/stop"): Promise<Status | undefined> {
  return new Promise((resolve) => {
    const method = path === "/stop" ? "POST" : "GET";
    const asking = request({ socketPath: controlPath(config), path, method, timeout: 5_000 }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += String(chunk);
      });
      response.on("end", () => resolve(Status.parse(JSON.parse(text))));
    });
    asking.once("error", () => resolve(undefined));
    asking.once("timeout", () => asking.destroy());
    asking.end();
  });
}
