import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { asCommitted, makeComponent, makeMonitor, makeOrganization, required } from "../helpers/world.ts";

let db: TestDatabase;
let organizationId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  organizationId = await makeOrganization(db, await db.createUser());
});

async function makeToken(): Promise<string> {
  const monitor = await makeMonitor(db, organizationId, await makeComponent(db, organizationId), { kind: "heartbeat" });
  const [row] = await db.sql<{ token: string }[]>`
    select token from private.heartbeat_tokens where monitor_id = ${monitor.id}`;
  return required(row).token;
}

/** "stored", "unknown", or "limited:<field>". */
const push = (token: string, source: string | null = null) =>
  asCommitted(db, "service_role", async (sql) => {
    const [row] = await sql<{ ok: boolean }[]>`select public.record_heartbeat(${token}, source => ${source}) as ok`;
    return required(row).ok ? "stored" : "unknown";
  }).catch((error: { code?: string; detail?: string }) => {
    if (error.code !== "HG429") throw error;
    return `limited:${error.detail}`;
  });

async function pushes(count: number, token: string, source: string | null): Promise<string[]> {
  const answers: string[] = [];
  for (let index = 0; index < count; index += 1) answers.push(await push(token, source));
  return answers;
}

const guess = () => crypto.randomUUID().replaceAll("-", "").repeat(2);

describe("limits of the push URL", () => {
  it("a token has twenty at once, then two a second", async () => {
    const token = await makeToken();
    const answers = await pushes(60, token, null);
    expect(answers.slice(0, 20)).toEqual(Array(20).fill("stored"));
    expect(answers).toContain("limited:token");
    await db.sql`update private.heartbeat_tokens set busy_until = busy_until - interval '1 second' where token = ${token}`;
    expect(await push(token)).toBe("stored");
    expect(await push(await makeToken())).toBe("stored");
  });

  it("an address has ten guesses, and then even the right token is refused alike", async () => {
    const answers: string[] = [];
    for (let index = 0; index < 30; index += 1) answers.push(await push(guess(), "203.0.113.5"));
    expect(answers.slice(0, 10)).toEqual(Array(10).fill("unknown"));
    expect(answers).toContain("limited:source");
    await db.sql`update private.heartbeat_sources set busy_until = clock_timestamp() + interval '30 seconds' where source = '203.0.113.5'`;
    const token = await makeToken();
    expect(await push(token, "203.0.113.5")).toBe("limited:source");
    expect(await push(guess(), "203.0.113.5")).toBe("limited:source");
    expect(await push(token, "203.0.113.6")).toBe("stored");
  });

  it("many machines behind one address have fifty a second", async () => {
    const tokens = await Promise.all(Array.from({ length: 5 }, makeToken));
    for (const token of tokens) expect(new Set(await pushes(15, token, "198.51.100.1"))).toEqual(new Set(["stored"]));
  });

  it("IPv6 is limited by network: its owner has all addresses in it", async () => {
    for (let index = 0; index < 12; index += 1) await push(guess(), `2001:db8:1:2::${index + 1}`);
    // However slowly they came: the network's budget is used up.
    await db.sql`update private.heartbeat_sources set busy_until = clock_timestamp() + interval '30 seconds' where source = '2001:db8:1:2::/64'`;
    expect(await push(guess(), "2001:db8:1:2:ffff::1")).toBe("limited:source");
    expect(await push(guess(), "2001:db8:1:3::1")).toBe("unknown");
  });

  it("a paused monitor's token is answered like an unknown one", async () => {
    const token = await makeToken();
    await db.sql`
      update public.monitors m set paused_at = now() from private.heartbeat_tokens t where t.token = ${token} and m.id = t.monitor_id`;
    expect(await push(token, "192.0.2.1")).toBe(await push(guess(), "192.0.2.1"));
  });

  it("addresses are forgotten within the hour", async () => {
    await db.sql`update private.heartbeat_sources set busy_until = now() - interval '1 second'`;
    await db.sql`select private.drop_old_results()`;
    expect(await db.sql`select source from private.heartbeat_sources`).toHaveLength(0);
  });
});
