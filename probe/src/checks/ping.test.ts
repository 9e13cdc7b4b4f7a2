import { expect, it } from "vitest";
import { isPingInstalled, parsePing, ping } from "./ping.ts";
import { context } from "./test-support.ts";

it.runIf(isPingInstalled(process.env["PATH"] ?? ""))("reaches this machine", async () => {
  expect(await ping.run({ host: "127.0.0.1", packets: 2 }, context())).toMatchObject({
    up: true,
    metrics: { "ping.loss_percent": 0 },
  });
});

it("is refused a private address", async () => {
  expect(await ping.run({ host: "127.0.0.1", packets: 1 }, context({ allowed: [] }))).toMatchObject({
    reason: "private_address",
  });
});

it.each([
  [
    "iputils",
    "3 packets transmitted, 2 received, 33.3333% packet loss, time 402ms\nrtt min/avg/max/mdev = 0.041/1.250/2.459/0.1 ms",
    true,
    1.25,
    33.3333,
  ],
  [
    "busybox",
    "1 packets transmitted, 1 packets received, 0% packet loss\nround-trip min/avg/max = 0.089/0.089/0.089 ms",
    true,
    0.089,
    0,
  ],
  [
    "macOS",
    "2 packets transmitted, 2 packets received, 0.0% packet loss\nround-trip min/avg/max/stddev = 0.050/0.071/0.092/0.021 ms",
    true,
    0.071,
    0,
  ],
  ["no reply", "1 packets transmitted, 0 received, 100% packet loss, time 0ms", false, null, 100],
])("reads %s", (_, output, up, latencyMs, loss) => {
  expect(parsePing(output, 0)).toMatchObject({ up, latencyMs, metrics: { "ping.loss_percent": loss } });
});

it("an output it cannot read is a failure", () => {
  expect(parsePing("ping: socket: Operation not permitted", 0)).toMatchObject({ up: false, reason: "ping_failed" });
});
