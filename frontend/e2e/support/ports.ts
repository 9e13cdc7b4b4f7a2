import { createServer } from "node:net";

/** The stack takes its port and nine more. */
const rangeLength = 10;
const attempts = 50;

/** First port of a free range below the ephemeral ones. @throws when none is found */
export async function freePortRange(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const first = 20_000 + Math.floor(Math.random() * 1_000) * rangeLength;
    const ports = Array.from({ length: rangeLength }, (_, index) => first + index);
    const areFree = await Promise.all(ports.map(isFree));
    if (areFree.every(Boolean)) return first;
  }
  throw new Error("no ten free ports in a row were found");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
