import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { NetworkGuard } from "./guard.ts";

/** A fresh connection and how long its phases took, in milliseconds. */
export interface Connection {
  readonly socket: Socket | TLSSocket;
  readonly dnsMs: number | null;
  readonly connectMs: number;
  readonly tlsMs: number | null;
  /** Address that was connected to. */
  readonly address: string;
}

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly guard: NetworkGuard;
  readonly signal: AbortSignal;
  /** Given for TLS: the name to ask for and whether the certificate must be valid. */
  readonly tls?: { readonly serverName: string; readonly verify: boolean };
}

/**
 * Opens a new connection to an address that the guard has judged; the addresses of a name are tried in order.
 * The socket is destroyed when the signal aborts.
 * @throws the error of the last address tried, or the guard's
 */
export async function openConnection(options: ConnectOptions): Promise<Connection> {
  const { host, port, guard, signal, tls } = options;
  signal.throwIfAborted();
  const startedAt = performance.now();
  const addresses = await guard.addresses(host);
  const resolvedAt = performance.now();
  const dnsMs = isIP(host.replace(/^\[|\]$/g, "")) > 0 ? null : resolvedAt - startedAt;
  let failure: unknown = new Error("no address");
  for (const { address } of addresses) {
    signal.throwIfAborted();
    const beganAt = performance.now();
    try {
      const tcp = await settle(connectTcp({ host: address, port, noDelay: true }), "connect", signal);
      const connectedAt = performance.now();
      if (tls === undefined) return { socket: tcp, dnsMs, connectMs: connectedAt - beganAt, tlsMs: null, address };
      const secure = connectTls({
        socket: tcp,
        servername: isIP(tls.serverName) > 0 ? "" : tls.serverName,
        host: tls.serverName,
        rejectUnauthorized: tls.verify,
        ALPNProtocols: ["http/1.1"],
      });
      const socket = await settle(secure, "secureConnect", signal);
      return { socket, dnsMs, connectMs: connectedAt - beganAt, tlsMs: performance.now() - connectedAt, address };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** Waits until a socket says `event`; destroys it when that does not happen, and later when the signal aborts. */
function settle<S extends Socket>(socket: S, event: "connect" | "secureConnect", signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const onAbort = () => socket.destroy(abortReason(signal));
    const onError = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    const onClose = () => reject(abortReason(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("close", () => signal.removeEventListener("abort", onAbort));
    socket.once("error", onError);
    socket.once("close", onClose);
    socket.once(event, () => {
      socket.off("error", onError);
      socket.off("close", onClose);
      // Whoever uses the socket listens for its errors; until then one that comes early must not end the process.
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}

function abortReason(signal: AbortSignal): Error {
  if (signal.reason instanceof Error) return signal.reason;
  return Object.assign(new Error("connection closed"), { code: "ECONNRESET" });
}
