import { describe, expect, it } from "vitest";
import { type Beat, createHeartbeat } from "./heartbeat.ts";

const token = "0123456789abcdef0123456789abcdef";

function setup(answer: boolean | Error = true) {
  const beats: Beat[] = [];
  const lines: string[] = [];
  const handler = createHeartbeat(
    async (beat) => {
      beats.push(beat);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    (line) => lines.push(line),
  );
  const call = (path: string, init?: RequestInit) => handler(new Request(`http://localhost/heartbeat/${path}`, init));
  return { beats, lines, call };
}

describe("the push URL", () => {
  it.each([
    ["a bare call is up", `${token}`, undefined, { status: "up", msg: "" }],
    ["Uptime Kuma's query", `${token}?status=up&msg=OK&ping=12.5`, undefined, { status: "up", msg: "OK", ping: 12.5 }],
    ["an empty ping is none", `${token}?status=down&msg=disk&ping=`, undefined, { status: "down", msg: "disk" }],
    [
      "a form",
      token,
      { method: "POST", body: "status=down&msg=no", headers: { "content-type": "application/x-www-form-urlencoded" } },
      { status: "down", msg: "no" },
    ],
    [
      "JSON",
      token,
      { method: "POST", body: '{"ping":3}', headers: { "content-type": "application/json" } },
      { status: "up", ping: 3 },
    ],
  ])("%s", async (_, path, init, beat) => {
    const { beats, call } = setup();
    const response = await call(path, init);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: true });
    expect(beats).toMatchObject([{ token, ...beat }]);
  });

  it("HEAD answers without a body", async () => {
    const response = await setup().call(token, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  it.each([
    ["an unknown token", token, {}, false, 404, "unknown_token"],
    ["a token that is none", "short", {}, true, 422, "invalid_input"],
    ["an unknown status", `${token}?status=maybe`, {}, true, 422, "invalid_input"],
    ["a negative duration", `${token}?ping=-1`, {}, true, 422, "invalid_input"],
    ["another method", token, { method: "DELETE" }, true, 405, "method_not_allowed"],
    [
      "broken JSON",
      token,
      { method: "POST", body: "{", headers: { "content-type": "application/json" } },
      true,
      400,
      "invalid_json",
    ],
    ["a large body", token, { method: "POST", body: "x".repeat(5000) }, true, 413, "too_large"],
    ["a database that is away", token, {}, new Error("secret detail"), 500, "internal"],
  ])("%s", async (_, path, init, answer, status, code) => {
    const { call, lines } = setup(answer);
    const response = await call(path, init);
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(JSON.parse(text)).toMatchObject({ error: { code, requestId: response.headers.get("x-request-id") } });
    expect(text).not.toContain("secret detail");
    expect(lines.join("").includes("secret detail")).toBe(status === 500);
  });
});
