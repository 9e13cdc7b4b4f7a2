import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until the address can be listened on; children of a killed stack need a moment to let go of theirs.
 * @throws an error that names the port and what it is for, when it stays busy.
 */
export async function requireFreePort(host: string, port: number, purpose: string, waitMs = 3_000): Promise<void> {
  const deadline = Date.now() + waitMs;
  while (!(await canListen(host, port))) {
    if (Date.now() > deadline) {
      throw new Error(
        `Port ${port} (${purpose}) is in use by another program. Stop it, or choose other ports: HELIOGRAPH_PORT=<port>, HELIOGRAPH_DB_PORT=<port>.`,
      );
    }
    await delay(100);
  }
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port whose neighbours up to +9 are free as well, for stacks beside others. */
export async function freePortRange(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    // Below the range from which systems hand out ports of their own.
    const first = 20_000 + Math.floor(Math.random() * 1_200) * 10;
    const free = await Promise.all(Array.from({ length: 10 }, (_, offset) => canListen("127.0.0.1", first + offset)));
    if (free.every(Boolean)) return first;
  }
  throw new Error("No ten free ports in a row.");
}
