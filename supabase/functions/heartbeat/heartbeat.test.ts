import { describe, expect, it } from "vitest";
import { type Beat, createHeartbeat, type Recorded } from "./heartbeat.ts";

const token = "0123456789abcdef0123456789abcdef";

function setup(answer: Recorded | Error = "stored") {
  const beats: Beat[] = [];
  const sources: (string | undefined)[] = [];
  const lines: string[] = [];
  const handler = createHeartbeat(
    async (beat, source) => {
      beats.push(beat);
      sources.push(source);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    (line) => lines.push(line),
  );
  const call = (path: string, init?: RequestInit) => handler(new Request(`http://localhost/heartbeat/${path}`, init));
  return { beats, sources, lines, call };
}

describe("the push URL", () => {
  it.each([
    ["a bare call is up", `${token}`, undefined, { status: "up", msg: "" }],
    ["Uptime Kuma's query", `${token}?status=up&msg=OK&ping=12.5`, undefined, { status: "up", msg: "OK", ping: 12.5 }],
    ["a text that Postgres cannot store", `${token}?msg=a%00b`, undefined, { status: "up", msg: "ab" }],
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

  it.each([
    [
      "what the edge says wins over what the caller says",
      { "cf-connecting-ip": "203.0.113.9", "x-forwarded-for": "1.2.3.4" },
      "203.0.113.9",
    ],
    [
      "what the edge says, if it is an address",
      { "cf-connecting-ip": "unknown", "x-forwarded-for": "1.2.3.4, 203.0.113.9" },
      "203.0.113.9",
    ],
    ["of a list the last proxy's word", { "x-forwarded-for": "1.2.3.4, 2001:db8::7" }, "2001:db8::7"],
    ["what is no address is none", { "x-forwarded-for": "unknown" }, undefined],
    ["nobody says", {}, undefined],
  ])("source: %s", async (_, headers, source) => {
    const { sources, call } = setup();
    await call(token, { headers });
    expect(sources).toEqual([source]);
  });

  it("HEAD answers without a body", async () => {
    const response = await setup().call(token, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  it.each([
    ["an unknown token", token, {}, "unknown", 404, "unknown_token"],
    ["a token that is none", "short", {}, "stored", 404, "unknown_token"],
    ["an unknown status", `${token}?status=maybe`, {}, "stored", 422, "invalid_input"],
    ["a negative duration", `${token}?ping=-1`, {}, "stored", 422, "invalid_input"],
    ["too many", token, {}, "limited", 429, "rate_limited"],
    ["another method", token, { method: "DELETE" }, "stored", 405, "method_not_allowed"],
    [
      "broken JSON",
      token,
      { method: "POST", body: "{", headers: { "content-type": "application/json" } },
      "stored",
      400,
      "invalid_json",
    ],
    ["a large body", token, { method: "POST", body: "x".repeat(5000) }, "stored", 413, "too_large"],
    ["a database that is away", token, {}, new Error("secret detail"), 500, "internal"],
  ] as const)("%s", async (_, path, init, answer, status, code) => {
    const { call, lines } = setup(answer);
    const response = await call(path, init);
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBe(status === 429 ? "1" : null);
    expect(JSON.parse(text)).toMatchObject({ error: { code, requestId: response.headers.get("x-request-id") } });
    expect(text).not.toContain("secret detail");
    expect(lines.join("").includes("secret detail")).toBe(status === 500);
  });
});
