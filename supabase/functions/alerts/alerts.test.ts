import { describe, expect, it } from "vitest";
import { refusalOf } from "../_shared/edge/refusal.ts";
import { type Alerts, createAlerts } from "./alerts.ts";

const token = "0123456789abcdef".repeat(4);

/** What the database says of a token that nobody has. */
const refused = async () => {
  throw refusalOf({ code: "HG404", message: "This link is not valid any more.", details: "token" });
};

function setup(answers: Partial<Alerts> = {}) {
  const calls: string[] = [];
  const noted =
    <T>(name: string, answer: T) =>
    async (given: string): Promise<T> => {
      calls.push(`${name} ${given === token ? "token" : given}`);
      return answer;
    };
  const handler = createAlerts(
    {
      read: noted("read", { component_name: "Cards" }),
      acknowledge: noted("acknowledge", true),
      confirm: noted("confirm", { name: "Ada" }),
      ...answers,
    },
    () => {},
  );
  const call = (path: string, method = "POST", body: unknown = { token }) =>
    handler(
      new Request(`http://localhost/alerts${path}`, {
        method,
        headers: { "content-type": "application/json" },
        ...(method === "POST" && { body: JSON.stringify(body) }),
      }),
    );
  return { calls, call };
}

describe("alerts", () => {
  it.each([
    ["read", ["read token"], { component_name: "Cards" }],
    ["acknowledge", ["acknowledge token", "read token"], { component_name: "Cards" }],
    ["confirm", ["confirm token"], { name: "Ada" }],
  ])("%s takes the token from the body", async (action, expected, answer) => {
    const { calls, call } = setup();
    const response = await call(`/${action}`);
    expect([response.status, await response.json()]).toEqual([200, answer]);
    expect(calls).toEqual(expected);
  });

  it("looking at a link does nothing", async () => {
    const { calls, call } = setup();
    expect((await call(`/acknowledge?token=${token}`, "GET")).status).toBe(405);
    expect(calls).toEqual([]);
  });

  it("an acknowledgement that came second is no error", async () => {
    const { call } = setup({ acknowledge: async () => false });
    expect((await call("/acknowledge")).status).toBe(200);
  });

  it.each(["read", "acknowledge", "confirm"])("%s does not know every token", async (action) => {
    const { call } = setup({ [action]: refused });
    const response = await call(`/${action}`);
    expect([response.status, await response.json()]).toMatchObject([404, { error: { code: "unknown_token" } }]);
  });

  it.each([
    ["confirm", "1", "confirm token", "Confirmed"],
    ["token", "1", "acknowledge token", "acknowledged"],
    ["token", "9", undefined, "Nothing has changed"],
  ])("a key pressed during a call: %s %s", async (name, Digits, expected, said) => {
    const { calls, call } = setup();
    const response = await call(`/call?${name}=${token}`, "POST", { CallSid: "CA1", Digits });
    expect(response.headers.get("content-type")).toContain("text/xml");
    expect(await response.text()).toContain(said);
    expect(calls).toEqual(expected === undefined ? [] : [expected]);
  });

  it("a call about an alert that is gone says so", async () => {
    const { call } = setup({ acknowledge: refused });
    const response = await call(`/call?token=${token}`, "POST", { Digits: "1" });
    expect(await response.text()).toContain("not possible any more");
  });

  it.each<[string, string, unknown]>([
    ["a token that is none", "/read", { token: "short" }],
    ["another path", "/close", { token }],
  ])("refuses %s", async (_, path, body) => {
    const { calls, call } = setup();
    expect((await call(path, "POST", body)).status).toBe(422);
    expect(calls).toEqual([]);
  });
});
