import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { NetworkGuard } from "../network/guard.ts";
import type { CheckContext } from "./checker.ts";

/** The address of a server that a test started. */
export interface Target {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server on a free port of this machine; closing cuts its connections. */
export async function listen(server: Server): Promise<Target> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A web server that answers with `handle`. */
export function httpTarget(handle: RequestListener): Promise<Target> {
  return listen(createHttpServer(handle));
}

/** A server that hands every connection to `handle`. */
export function tcpTarget(handle: (socket: Socket) => void): Promise<Target> {
  return listen(createTcpServer(handle));
}

/** A context that may reach this machine, as an allowance of the instance admin would permit. */
export function context(options: Partial<CheckContext> & { readonly allowed?: readonly string[] } = {}): CheckContext {
  const timeoutMs = options.timeoutMs ?? 2000;
  return {
    checkId: options.checkId ?? "1@2026-01-01T00:00:00.000Z",
    timeoutMs,
    signal: options.signal ?? AbortSignal.timeout(timeoutMs),
    observe: options.observe ?? [],
    guard: options.guard ?? new NetworkGuard(options.allowed ?? ["127.0.0.0/8"]),
  };
}
