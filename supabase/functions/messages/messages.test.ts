import { describe, expect, it } from "vitest";
import { AppError } from "../_shared/edge/errors.ts";
import type { ChannelOptions } from "../notify/message.ts";
import { Providers } from "../notify/providers.ts";
import type { MessagesDatabase } from "./database.ts";
import { hostingOf } from "./hosting.ts";
import { createMessages } from "./messages.ts";

const id = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
const organization_id = id(1);
const page = {
  slug: "northwind",
  title: "Northwind Payments",
  timeZone: "Europe/Berlin",
  accent: "",
  organizationName: "Northwind",
};

interface Setup {
  readonly database?: Partial<MessagesDatabase>;
  readonly isHosted?: boolean;
  readonly smtp?: Record<string, unknown>;
}

function setup({ database = {}, isHosted = false, smtp }: Setup = {}) {
  const rows = smtp === undefined ? [] : [{ organization_id, provider: "smtp", settings: smtp, secrets: {} }];
  const options = (): ChannelOptions => ({
    siteUrl: "https://status.example.com",
    functionsUrl: "https://x.example.com/functions/v1",
    providers: new Providers(),
    allowPrivate: false,
    apiUrls: {},
  });
  const handler = createMessages({
    databaseFor: () => ({
      page: async () => page,
      firstPage: async () => page,
      components: async () => [{ id: id(2), name: "Cards", status: "operational" }],
      beginTest: async () => "mara@example.com",
      providers: async () => rows,
      now: () => new Date("2026-11-21T02:29:00Z"),
      ...database,
    }),
    channelOptions: options,
    hosting: { isHosted },
    log: () => {},
  });
  return async (action: string, body: object) => {
    const response = await handler(
      new Request(`https://x.example.com/messages/${action}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    return { status: response.status, data: await response.json() };
  };
}

const incident = {
  organization_id,
  page_id: id(3),
  incident_id: id(4),
  topic: "incident.declared",
  title: "Elevated card declines",
  status: "investigating",
  impact: "major",
  started_at: "2026-11-21T01:47:00Z",
  resolved_at: null,
  next_update_at: null,
  body: "Back to **1.9 %**.",
  components: [{ component_id: id(2), status: "partial_outage" }],
};

describe("a preview", () => {
  it("is what the channels would send", async () => {
    const { status, data } = await setup()("preview", incident);
    expect(status).toBe(200);
    expect(data.email.subject).toBe("Investigating: Elevated card declines");
    expect(data.email.html).toContain("<strong>1.9 %</strong>");
    expect(data.email.text).toContain("- Cards: Operational -> Partial outage");
    expect(data.sms).toContain("Northwind Payments: Investigating: Elevated card declines");
    expect(data.chat).toMatchObject({ action: "Open incident page", body: "Back to 1.9 %." });
  });

  it.each([
    ["a page that is not the caller's", {}, { page: async () => null }, 404],
    ["a body that is too long", { body: "x".repeat(20_001) }, {}, 422],
    ["an unknown status", { status: "burning" }, {}, 422],
  ])("of %s is refused", async (_, change, database, expected) => {
    expect((await setup({ database })("preview", { ...incident, ...change })).status).toBe(expected);
  });
});

describe("a test message", () => {
  const smtp = { host: "127.0.0.1", port: 465, from_address: "a@example.com" };
  const test = { organization_id, channel: "email" };

  it("needs the right, which the database knows", async () => {
    const beginTest = async () => {
      throw new AppError("forbidden", 403, "You do not have permission to do this.");
    };
    expect(await setup({ database: { beginTest } })("test", test)).toMatchObject({ status: 403 });
  });

  it.each([
    ["without a provider", {}, test, "no_provider"],
    ["over a blocked port", { isHosted: true, smtp: { ...smtp, port: 587 } }, test, "port_blocked"],
    [
      "by SMS over the instance's account",
      {},
      { organization_id, channel: "sms", to: "+4915123456789" },
      "no_provider",
    ],
    ["to a number that is none", {}, { organization_id, channel: "sms", to: "0151" }, "invalid_input"],
  ])("%s is refused", async (_, options, body, code) => {
    const { data } = await setup(options)("test", body);
    expect(data.error.code).toBe(code);
  });
});

describe("a test message of the instance", () => {
  it("asks for the instance's rights and providers, and is of no page", async () => {
    const asked: unknown[] = [];
    const { data } = await setup({
      database: {
        beginTest: async (owner) => {
          asked.push(owner);
          return "mara@example.com";
        },
        providers: async (owner) => {
          asked.push(owner);
          const settings = { host: "127.0.0.1", port: 465, from_address: "a@example.com" };
          return [{ organization_id: null, provider: "smtp", settings, secrets: {} }];
        },
        firstPage: async () => {
          throw new Error("must not be asked");
        },
      },
    })("test", { organization_id: null, channel: "email" });
    expect(asked).toEqual([null, null]);
    expect(data).toMatchObject({ is_sent: false, to: "mara@example.com" });
  });
});

describe("a test message over a server in our own network", () => {
  it("is not sent, and says why", async () => {
    const smtp = { host: "127.0.0.1", port: 465, from_address: "a@example.com" };
    const { data } = await setup({ smtp })("test", { organization_id, channel: "email" });
    expect(data).toMatchObject({ is_sent: false, to: "mara@example.com" });
    expect(data.answer).toMatch(/private|public/);
  });
});

it("ports are blocked where Supabase hosts it", async () => {
  expect((await setup({ isHosted: true })("place", {})).data).toEqual({ blocked_ports: [25, 587] });
  expect((await setup()("place", {})).data).toEqual({ blocked_ports: [] });
  expect(hostingOf((name) => (name === "SUPABASE_URL" ? "https://abc.supabase.co" : undefined)).isHosted).toBe(true);
  expect(hostingOf((name) => (name === "SB_REGION" ? "eu-central-1" : undefined)).isHosted).toBe(true);
});
