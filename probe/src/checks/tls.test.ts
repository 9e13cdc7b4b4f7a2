import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { afterEach, expect, it } from "vitest";
import { context, listen, type Target, tcpTarget } from "./test-support.ts";
import { tls } from "./tls.ts";

const targets: Target[] = [];
afterEach(async () => {
  await Promise.all(targets.splice(0).map((target) => target.close()));
});

it("an untrusted certificate is down, with the reason", async () => {
  const folder = mkdtempSync(join(tmpdir(), "heliograph-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const certificate = [
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    key,
    "-out",
    cert,
    "-days",
    "30",
    "-subj",
    "/CN=localhost",
  ];
  execFileSync("openssl", ["req", "-x509", ...certificate], { stdio: "ignore" });
  const target = await listen(
    createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => socket.on("error", () => {})),
  );
  rmSync(folder, { recursive: true });
  targets.push(target);
  const outcome = await tls.run({ host: "127.0.0.1", port: target.port, server_name: "localhost" }, context());
  expect(outcome).toMatchObject({ up: false, reason: "tls_self_signed" });
});

it("a server that speaks no TLS is down", async () => {
  const target = await tcpTarget((socket) => socket.end("220 mail ready\r\n"));
  targets.push(target);
  const outcome = await tls.run({ host: "127.0.0.1", port: target.port, server_name: "" }, context());
  expect(outcome.up).toBe(false);
  expect(outcome.reason).toMatch(/^tls_|^connection_reset$/);
});
