import { describe, expect, it } from "vitest";
import { AppError } from "../_shared/edge/errors.ts";
import { createApi, routes } from "./api.ts";
import type { ApiDatabase } from "./database.ts";

const key = `hgk_${"0a".repeat(32)}`;
const componentId = "11111111-1111-4111-8111-111111111111";

/** A database that answers with what it was asked. */
const echo: ApiDatabase = {
  organization: async () => ({ asked: "organization" }),
  components: async () => ({ asked: "components" }),
  setStatus: async (id, change) => ({ id, change }),
  incidents: async (query) => ({ query }),
  declare: async (incident) => ({ incident }),
  update: async (id, update) => ({ id, update }),
  auditEvents: async (query) => ({ query }),
  noteRefused: async () => {},
};

async function call(method: string, path: string, options: { body?: object; authorization?: string } = {}) {
  const handle = createApi({
    databaseFor: async (given) => {
      if (given !== key) throw new AppError("unauthorized", 401, "This key was revoked.");
      return echo;
    },
    log: () => {},
  });
  const response = await handle(
    new Request(`https://x.example/functions/v1/api/v1/${path}`, {
      method,
      headers: { authorization: options.authorization ?? `Bearer ${key}`, "content-type": "application/json" },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    }),
  );
  return { status: response.status, body: await response.json() };
}

describe("a key", () => {
  it.each([
    "",
    "Bearer x",
    `Bearer ${key}x`,
    `Basic ${key}`,
    `Bearer hgk_${"F".repeat(64)}`,
    `Bearer hgk_${"1".repeat(64)}`,
  ])("%j is refused", async (authorization) => {
    expect(await call("GET", "organization", { authorization })).toMatchObject({
      status: 401,
      body: { error: { code: "unauthorized" } },
    });
  });
});

it("what a key may not do is written down, whatever becomes of that; another one is not", async () => {
  const noted: string[] = [];
  const answerTo = async (error: AppError, noteRefused: ApiDatabase["noteRefused"]) => {
    const refuse = () => Promise.reject(error);
    const handle = createApi({
      databaseFor: async () => ({ ...echo, components: refuse, noteRefused }),
      log: (line) => void noted.push(line),
    });
    const headers = { authorization: `Bearer ${key}` };
    return (await handle(new Request("https://x.example/functions/v1/api/v1/components", { headers }))).status;
  };
  const note = async (asked: string) => void noted.push(asked);
  expect(await answerTo(new AppError("forbidden", 403, "No."), note)).toBe(403);
  expect(await answerTo(new AppError("taken", 409, "No."), note)).toBe(409);
  expect(noted).toEqual(["GET components"]);
  const fail = () => Promise.reject(new Error("The database is away."));
  expect(await answerTo(new AppError("forbidden", 403, "No."), fail)).toBe(403);
  expect(noted.at(-1)).toContain("The database is away.");
});

describe("addresses", () => {
  it("an unknown one and a wrong method are told apart", async () => {
    expect(await call("GET", "nowhere")).toMatchObject({ status: 404, body: { error: { code: "not_found" } } });
    expect(await call("PATCH", "incidents")).toMatchObject({
      status: 405,
      body: { error: { message: "Use GET or POST." } },
    });
    expect(await call("PATCH", "components/1")).toMatchObject({ status: 404 });
  });

  it("a slash at the end makes no difference", async () => {
    expect(await call("GET", "components/")).toMatchObject({ status: 200, body: { asked: "components" } });
  });
});

describe("input", () => {
  it("is filled up with what is usual", async () => {
    expect(await call("POST", "incidents", { body: { title: " Cards ", body: "Looking." } })).toMatchObject({
      status: 200,
      body: { incident: { title: "Cards", status: "investigating", components: [], notify: true } },
    });
    expect(await call("GET", "incidents?state=open&limit=5")).toMatchObject({
      body: { query: { state: "open", limit: 5 } },
    });
  });

  it.each([
    ["PATCH", `components/${componentId}`, { status: "broken" }, "status"],
    ["PATCH", `components/${componentId}`, { status: "operational", expires_at: "tomorrow" }, "expires_at"],
    ["POST", "incidents", { title: "", body: "x" }, "title"],
    [
      "POST",
      "incidents",
      { title: "x", body: "x", components: [{ component_id: "1", status: "operational" }] },
      "components.0.component_id",
    ],
    ["POST", `incidents/${componentId}/updates`, { status: "resolved", body: "Done." }, "version"],
    ["GET", "incidents?limit=1000", undefined, "limit"],
  ])("%s %s refuses %j by its field", async (method, path, body, field) => {
    expect(await call(method, path, body === undefined ? {} : { body })).toMatchObject({
      status: 422,
      body: { error: { code: "invalid_input", field } },
    });
  });

  it("a status by hand is taken back with null", async () => {
    expect(await call("PATCH", `components/${componentId}`, { body: { status: null } })).toMatchObject({
      body: { id: componentId, change: { status: null } },
    });
  });
});

it("each address stands in the manual", async () => {
  const { readFile } = await import("node:fs/promises");
  const manual = await readFile(new URL("../../../docs/api.md", import.meta.url), "utf8");
  for (const { method, path } of routes) {
    const address = path.source
      .replaceAll(/^\^|\$$/g, "")
      .replaceAll("\\/", "/")
      .replaceAll(/\([^/]*\)/g, "{id}");
    expect(manual).toContain(`${method} /${address}`);
  }
});
