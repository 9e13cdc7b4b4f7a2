import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { Functions } from "../../local/gateway/functions.ts";
import { client, environment, publishableKey, url } from "./support.ts";

test("an unknown function is not found", async () => {
  const response = await fetch(`${url}/functions/v1/no-such-function`, {
    method: "POST",
    headers: { apikey: publishableKey },
  });
  expect(response.status).toBe(404);
  const { error } = await client().functions.invoke("no-such-function");
  expect(error?.name).toBe("FunctionsHttpError");
});

describe.skipIf(environment.kind !== "embedded")("the runner (embedded stack only)", () => {
  const lines: string[] = [];
  const functions = new Functions({
    directory: join(import.meta.dirname, "..", "fixtures", "functions"),
    environment: { SUPABASE_URL: url, SUPABASE_ANON_KEY: publishableKey },
    log: (line) => lines.push(line),
    idleMs: 500,
  });
  const call = (path: string, init: RequestInit = {}) =>
    functions.fetch(new Request(`${url}/functions/v1/${path}`, init));

  afterAll(() => functions.stop());

  test("starts Deno at the first request and serves every folder from one process", async () => {
    expect(functions.pid).toBeUndefined();
    const response = await call("echo/more?a=1", { method: "POST", body: "hello", headers: { "x-custom": "c" } });
    expect(response.status).toBe(202);
    expect(response.headers.get("x-answer")).toBe("yes");
    expect(await response.json()).toEqual({
      method: "POST",
      pathname: "/echo/more",
      search: "?a=1",
      body: "hello",
      custom: "c",
      hasClient: true,
    });
    const pid = functions.pid;
    expect(await (await call("default-export")).text()).toBe("from default");
    expect(functions.pid).toBe(pid);
  });

  test("a function that does not load takes no other along", async () => {
    expect((await call("broken")).status).toBe(500);
    expect(lines.join("\n")).toContain("does not load");
    expect((await call("default-export")).status).toBe(200);
  });

  test("stops when nobody asks, starts again when somebody does", async () => {
    await call("default-export");
    await vi.waitFor(() => expect(functions.pid).toBeUndefined(), { timeout: 5_000 });
    expect((await call("default-export")).status).toBe(200);
  });
});
