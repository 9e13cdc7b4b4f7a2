import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDemoTargets } from "../../local/demo/targets.ts";
import { freePortRange } from "../../local/process/ports.ts";
import { environment, mailTo, unique, url } from "./support.ts";

describe.skipIf(environment.kind !== "embedded")("what the embedded stack has besides (embedded stack only)", () => {
  test("health, readiness, metrics", async () => {
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: "ok" });
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({
      status: "ready",
      checks: { database: "ok", realtime: "ok" },
    });
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
      /^gateway_requests_total\{service="health",status="2xx"\} \d+$/m,
    );
    expect((await fetch(`${url}/realtime/v1/healthz`)).status).toBe(200);
  });

  test("mail by SMTP reaches the page and the API", async () => {
    const to = `${unique("smtp")}@example.com`;
    await sendMail(environment.smtpPort ?? 0, to, [
      "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=",
      "Content-Type: text/html; charset=utf-8",
      "",
      "<p>hello <b>there</b></p>",
    ]);
    const mail = await mailTo(to);
    expect(mail).toMatchObject({ Subject: "Grüße", HTML: expect.stringContaining("<b>there</b>") });
    expect(await (await fetch(`${environment.mailUrl}?query=${to}`)).text()).toContain("Grüße");
    const opened = await fetch(`${environment.mailUrl}/message/${mail.ID}/html`);
    expect(opened.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await fetch(`${environment.mailUrl}/message/none`)).status).toBe(404);
  });

  describe("demo services", () => {
    const stateFile = join(environment.dataDirectory ?? "", `${unique("demo")}.json`);
    let port = 0;
    let stop = async () => {};
    const statusOf = async (name: string) => (await fetch(`http://127.0.0.1:${port}/${name}`)).status;
    const set = (name: string, mode: string) => fetch(`http://127.0.0.1:${port}/_/${name}/${mode}`, { method: "POST" });

    beforeAll(async () => {
      port = await freePortRange();
      stop = await startDemoTargets({ port, stateFile });
    });
    afterAll(() => stop());

    test("break and mend one by one, and stay broken over a restart", async () => {
      expect([await statusOf("storefront"), await statusOf("api"), await statusOf("payments")]).toEqual([
        200, 200, 200,
      ]);
      expect((await set("payments", "error")).status).toBe(204);
      expect([await statusOf("api"), await statusOf("payments")]).toEqual([200, 503]);
      await stop();
      stop = await startDemoTargets({ port, stateFile });
      expect(await statusOf("payments")).toBe(503);
      await set("payments", "ok");
      expect(await statusOf("payments")).toBe(200);
      expect((await set("nothing", "error")).status).toBe(404);
    });

    test("hang: the request is accepted and never answered", async () => {
      await set("api", "hang");
      await expect(fetch(`http://127.0.0.1:${port}/api`, { signal: AbortSignal.timeout(300) })).rejects.toThrow(
        "timeout",
      );
      await set("api", "ok");
      expect(await statusOf("api")).toBe(200);
    });
  });
});

/** The few words of SMTP a client needs. */
function sendMail(port: number, to: string, message: readonly string[]): Promise<void> {
  const dialogue = [
    "EHLO test",
    "MAIL FROM:<test@example.com>",
    `RCPT TO:<${to}>`,
    "DATA",
    `${message.join("\r\n")}\r\n.`,
    "QUIT",
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", reject);
    socket.on("close", () => resolve());
    let text = "";
    socket.on("data", (chunk) => {
      text += String(chunk);
      // The last line of an answer has a space after its code.
      if (!/^\d{3} .*\r\n$/m.test(text)) return;
      if (!/^[23]/.test(text)) reject(new Error(text));
      text = "";
      const next = dialogue.shift();
      if (next !== undefined) socket.write(`${next}\r\n`);
    });
  });
}
