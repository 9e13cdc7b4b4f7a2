import { describe, expect, it } from "vitest";
import { refusalOf } from "../_shared/edge/refusal.ts";
import { createSubscriptions, type Subscriptions } from "./subscriptions.ts";

const token = "0123456789abcdef".repeat(4);

function setup(failure?: Error) {
  const calls: unknown[][] = [];
  const record =
    <T>(name: string, answer: T) =>
    async (...input: unknown[]): Promise<T> => {
      calls.push([name, ...input]);
      if (failure !== undefined) throw failure;
      return answer;
    };
  const database: Subscriptions = {
    channels: async () => ({ channels: ["email", "push", "call"], push_key: "B1" }),
    request: record("request", undefined),
    confirm: record("confirm", { page_slug: "demo", token }),
    read: record("read", { address: "m•••@example.com" }),
    change: record("change", undefined),
    end: record("end", undefined),
  };
  const lines: string[] = [];
  const handler = createSubscriptions(database, (line) => lines.push(line));
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    handler(
      new Request(`http://localhost/subscriptions${path}`, {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
        headers: {
          "content-type": typeof body === "string" ? "application/x-www-form-urlencoded" : "application/json",
          ...headers,
        },
      }),
    );
  return { calls, lines, post, handler };
}

const wanted = { page_slug: "demo", channel: "email", address: "mara@example.com" };

describe("subscriptions", () => {
  it("passes on what is asked for, with the address it came from", async () => {
    const { post, calls } = setup();
    const response = await post("", wanted, { "x-forwarded-for": "198.51.100.1, 203.0.113.9" });
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
    expect(calls).toEqual([
      ["request", { action: "request", ...wanted, component_ids: [], group_ids: [], source: "203.0.113.9" }],
    ]);
  });

  it("says what a page offers", async () => {
    const { post } = setup();
    const response = await post("/channels", { page_slug: "demo" });
    expect(await response.json()).toEqual({ channels: ["email", "push", "call"], push_key: "B1" });
  });

  it("a browser subscribes with its keys, which the database keeps", async () => {
    const { post, calls } = setup();
    const push_keys = { p256dh: `B${"x".repeat(86)}`, auth: "y".repeat(22) };
    const browser = { ...wanted, channel: "push", address: "https://push.example/1" };
    expect((await post("", { ...browser, push_keys })).status).toBe(200);
    expect(calls).toMatchObject([["request", { push_keys }]]);
    expect((await post("", browser)).status).toBe(422);
  });

  it.each([
    ["?confirm=", "1", "Confirmed", ["confirm", token]],
    ["?token=", "9", "unsubscribed", ["end", token, false]],
    ["?token=", "5", "Nothing has changed", undefined],
    ["?confirm=", "", "Nothing has changed", undefined],
  ])("a key pressed during a call %s %s", async (query, digits, said, call) => {
    const { post, calls } = setup();
    const response = await post(`/call${query}${token}`, `CallSid=CA1&Digits=${digits}`);
    expect(response.headers.get("content-type")).toContain("text/xml");
    expect(await response.text()).toContain(said);
    expect(calls).toEqual(call === undefined ? [] : [call]);
  });

  it("a link that is void is said so during a call", async () => {
    const { post } = setup(refusalOf({ code: "HG404", message: "No.", details: "token" }));
    const response = await post(`/call?confirm=${token}`, "Digits=1");
    expect(await response.text()).toContain("not possible any more");
  });

  it("a mail program unsubscribes with one post, token in the query", async () => {
    const { post, calls } = setup();
    const response = await post(`/unsubscribe?token=${token}`, "List-Unsubscribe=One-Click");
    expect(response.status).toBe(200);
    expect(calls).toEqual([["end", token, false]]);
  });

  it("looking at that link does not unsubscribe", async () => {
    const { handler, calls } = setup();
    const response = await handler(new Request(`http://localhost/subscriptions/unsubscribe?token=${token}`));
    expect([response.status, calls]).toEqual([405, []]);
  });

  it.each([
    ["confirm", ["confirm", token], { page_slug: "demo", token }],
    ["read", ["read", token], { address: "m•••@example.com" }],
    ["erase", ["end", token, true], { ok: true }],
  ])("%s takes the token from the body", async (action, call, answer) => {
    const { post, calls } = setup();
    const response = await post(`/${action}`, { token });
    expect(await response.json()).toEqual(answer);
    expect(calls).toEqual([call]);
  });

  it.each([
    ["no address", "", { ...wanted, address: "" }, 422, "address"],
    ["another channel", "", { ...wanted, channel: "pigeon" }, 422, "channel"],
    ["a channel that is not offered", "", { ...wanted, channel: "sms" }, 422, "channel"],
    ["a token that is none", "/read", { token: "short" }, 422, "token"],
    ["no events", "", { ...wanted, events: [] }, 422, "events"],
    ["too many groups", "", { ...wanted, group_ids: Array(201).fill(crypto.randomUUID()) }, 422, "group_ids"],
    ["another path", "/nothing", {}, 422, "action"],
  ])("refuses %s", async (_, path, body, status, field) => {
    const { post, calls } = setup();
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: "invalid_input", field } });
    expect(calls).toEqual([]);
  });

  it.each([
    ["HG404", "token", 404, "unknown_token"],
    ["HG404", "page_slug", 404, "page_not_found"],
    ["HG422", "address", 422, "invalid_input"],
    ["HG429", "source", 429, "rate_limited"],
    ["HG999", "", 500, "internal"],
  ])("the database's %s about %s is %i %s", async (code, field, status, name) => {
    const { post } = setup(refusalOf({ code, message: "No.", details: field }));
    const response = await post("/read", { token });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: name } });
  });
});
