import { createSocket } from "node:dgram";
import { expect, it, vi } from "vitest";
import { NetworkGuard } from "../network/guard.ts";
import { dns } from "./dns.ts";
import { context } from "./test-support.ts";

/** A name server that answers every question with the given body after the header. */
async function nameServer(answer: (query: Buffer) => Buffer): Promise<{ address: string; close: () => void }> {
  const socket = createSocket("udp4");
  socket.on("message", (query, peer) => socket.send(answer(query), peer.port, peer.address));
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { address: `127.0.0.1:${socket.address().port}`, close: () => socket.close() };
}

it("a resolver on a private address is refused without an allowance", async () => {
  const outcome = await dns.run(
    { name: "example.com", record_type: "A", resolver: "10.0.0.53" },
    context({ allowed: [] }),
  );
  expect(outcome).toMatchObject({ up: false, reason: "private_address" });
});

it("answers become metrics", async () => {
  // RFC 1035: header with one answer, the question as asked, then a pointer to its name, type A, class IN, TTL, address.
  const server = await nameServer((query) => {
    const header = Buffer.from([query[0] ?? 0, query[1] ?? 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
    const question = query.subarray(12, query.indexOf(0, 12) + 5);
    return Buffer.concat([header, question, Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7])]);
  });
  const observe = ["dns.answers.contains:192.0.2.7", "dns.answers.contains:192.0.2.8"];
  const guard = new NetworkGuard([]);
  // An address with a port, which only a test's server has, is none that a guard could judge.
  vi.spyOn(guard, "allows").mockReturnValue(true);
  const outcome = await dns.run(
    { name: "example.com", record_type: "A", resolver: server.address },
    context({ guard, observe }),
  );
  server.close();
  expect(outcome).toMatchObject({
    up: true,
    metrics: {
      "dns.answers": "192.0.2.7",
      "dns.answers.contains:192.0.2.7": true,
      "dns.answers.contains:192.0.2.8": false,
    },
  });
});
