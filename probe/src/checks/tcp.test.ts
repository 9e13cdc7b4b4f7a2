import { afterEach, expect, it } from "vitest";
import { tcp } from "./tcp.ts";
import { context, type Target, tcpTarget } from "./test-support.ts";

const targets: Target[] = [];
afterEach(async () => {
  await Promise.all(targets.splice(0).map((target) => target.close()));
});

it("is up when the other side accepts", async () => {
  const target = await tcpTarget((socket) => socket.on("error", () => {}));
  targets.push(target);
  expect(await tcp.run({ host: "127.0.0.1", port: target.port }, context())).toMatchObject({
    up: true,
    timings: { dns: null },
  });
});

it("is down when nobody listens", async () => {
  const target = await tcpTarget(() => {});
  await target.close();
  expect(await tcp.run({ host: "127.0.0.1", port: target.port }, context())).toMatchObject({
    up: false,
    reason: "connection_refused",
  });
});
