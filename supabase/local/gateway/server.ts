import { createServer, type RequestListener, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { stampAddress } from "./client-address.ts";
import type { RealtimeProxy } from "./realtime-proxy.ts";
import { serviceOf } from "./router.ts";

export interface ServerParts {
  readonly route: (request: Request) => Promise<Response>;
  readonly realtime: Pick<RealtimeProxy, "request" | "upgrade">;
  /** Everything that is no API: the built frontend. */
  readonly website: RequestListener;
}

const realtimePrefix = "/realtime/v1";

/** One port for everything: API, Realtime, website. What callers say about their own address goes no further than here. */
export async function listen(host: string, port: number, parts: ServerParts): Promise<Server> {
  const api = getRequestListener(parts.route, {
    overrideGlobalObjects: false,
    autoCleanupIncoming: false,
  });
  const server = createServer((request, response) => {
    stampAddress(request);
    const url = request.url ?? "/";
    if (url.startsWith(realtimePrefix)) parts.realtime.request(request, response);
    else if (serviceOf(url) !== undefined) void api(request, response);
    else parts.website(request, response);
  });
  server.on("upgrade", (request, socket, head) => {
    stampAddress(request);
    if (request.url?.startsWith(realtimePrefix) === true) parts.realtime.upgrade(request, socket, head);
    else socket.destroy();
  });
  // Longer than clients keep idle connections, or a request now and then meets a connection being closed.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: 4096 }, resolve);
  });
  return server;
}
