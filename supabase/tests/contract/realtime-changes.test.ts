import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { client, eventually, listen, rawSocket, sql, subscribe, unique, user } from "./realtime-support.ts";

type Change = Record<string, unknown>;

/** Tables of this file, published to postgres_changes. */
const open = unique("open");
const full = unique("full");
const owned = unique("owned");

beforeAll(async () => {
  await sql.unsafe(`
    create table public.${open} (id int primary key, v text, n numeric, at timestamptz, on_day date, tags text[],
      data jsonb, bytes bytea, ok boolean, big int8);
    create table public.${full} (id int primary key, v text, w text);
    alter table public.${full} replica identity full;
    create table public.${owned} (id int primary key, owner uuid not null, v text);
    alter table public.${owned} enable row level security;
    create policy own on public.${owned} for select to authenticated using ((select auth.uid()) = owner);
    grant all on public.${open}, public.${full}, public.${owned} to anon, authenticated, service_role;
    alter publication supabase_realtime add table public.${open}, public.${full}, public.${owned};`);
});

afterAll(async () => {
  await sql.unsafe(`drop table public.${open}, public.${full}, public.${owned}`);
});

interface Wanted {
  event?: "*" | "INSERT" | "UPDATE" | "DELETE";
  table?: string;
  schema?: string;
  filter?: string;
  select?: string[];
}

/** Subscribes to changes and waits until they flow. */
async function watch(wanted: Wanted, token?: string): Promise<Change[]> {
  const { channel, heard } = listen(client(token ? { token } : {}), unique("changes"));
  const { event = "*", schema = "public", ...rest } = wanted;
  channel.on("postgres_changes", { event, schema, ...rest }, (change) => heard.changes.push({ ...change }));
  expect((await subscribe(channel)).status).toBe("SUBSCRIBED");
  await eventually(() => {
    expect(heard.systems).toContainEqual(
      expect.objectContaining({ extension: "postgres_changes", status: "ok", message: "Subscribed to PostgreSQL" }),
    );
  });
  return heard.changes;
}

describe("postgres_changes", () => {
  test("tells insert, update and delete, with values as JSON", async () => {
    const changes = await watch({ table: open });
    await sql.unsafe(`insert into public.${open} values (1, 'ü', 1.50, '2026-01-02 03:04:05.678+01', '2026-01-02',
      '{a,"b c",NULL}', '{"x":[1]}', '\\x00ff', true, 9007199254740993)`);
    await sql.unsafe(`update public.${open} set v = 'b' where id = 1`);
    await sql.unsafe(`delete from public.${open} where id = 1`);
    await eventually(() => expect(changes).toHaveLength(3));
    const [insert, update, remove] = changes;
    expect(insert).toMatchObject({
      schema: "public",
      table: open,
      eventType: "INSERT",
      old: {},
      errors: null,
      commit_timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      new: {
        id: 1,
        v: "ü",
        n: 1.5,
        at: "2026-01-02T02:04:05.678+00:00",
        on_day: "2026-01-02",
        tags: ["a", "b c", null],
        data: { x: [1] },
        bytes: "00ff",
        ok: true,
      },
    });
    expect(update).toMatchObject({ eventType: "UPDATE", new: { id: 1, v: "b" }, old: { id: 1 } });
    expect(remove).toMatchObject({ eventType: "DELETE", new: {}, old: { id: 1 } });
  });

  test("only the event asked for, and several bindings of one channel each get theirs", async () => {
    const { channel, heard } = listen(client(), unique("changes"));
    const inserts: unknown[] = [];
    const deletes: unknown[] = [];
    channel.on("postgres_changes", { event: "INSERT", schema: "public", table: full }, (c) => inserts.push(c.new));
    channel.on("postgres_changes", { event: "DELETE", schema: "public", table: full }, (c) => deletes.push(c.old));
    await subscribe(channel);
    await eventually(() => expect(heard.systems).toHaveLength(1));
    await sql.unsafe(`insert into public.${full} values (10, 'a', 'b'); update public.${full} set v = 'c' where id = 10;
      delete from public.${full} where id = 10`);
    await eventually(() => expect(deletes).toEqual([{ id: 10, v: "c", w: "b" }]));
    expect(inserts).toEqual([{ id: 10, v: "a", w: "b" }]);
  });

  test("old records: the key by default, the whole row under replica identity full", async () => {
    const changes = await watch({ schema: "public", event: "UPDATE" });
    await sql.unsafe(`insert into public.${open} (id, v) values (20, 'a'); update public.${open} set id = 21 where id = 20;
      insert into public.${full} values (20, 'a', 'b'); update public.${full} set v = 'c' where id = 20;
      delete from public.${open}; delete from public.${full}`);
    await eventually(() => expect(changes).toHaveLength(2));
    expect(changes).toMatchObject([
      { table: open, old: { id: 20 }, new: { id: 21, v: "a" } },
      { table: full, old: { id: 20, v: "a", w: "b" }, new: { id: 20, v: "c", w: "b" } },
    ]);
  });

  test.each([
    ["eq", "v=eq.match", ["match"]],
    ["neq", "v=neq.match", ["other"]],
    ["in", 'v=in.(match,"x,y")', ["match"]],
    ["like", "v=like.mat%", ["match"]],
    ["is null", "n=is.null", ["match", "other"]],
    ["a number's order, not a text's", "id=lt.101", ["match"]],
    ["and", "v=neq.match,id=gt.100", ["other"]],
    ["not", "v=not.eq.match", ["other"]],
  ])("filters by %s", async (_, filter, expected) => {
    const changes = await watch({ event: "INSERT", table: open, filter });
    const marker = await watch({ event: "INSERT", table: full });
    await sql.unsafe(`insert into public.${open} (id, v) values (100, 'match'), (1000, 'other');
      insert into public.${full} values (100, 'marker'); delete from public.${open}; delete from public.${full}`);
    // Changes come in commit order, so once the marker is there the others are, too.
    await eventually(() => expect(marker).toHaveLength(1));
    expect(changes.map((change) => Object(change.new).v)).toEqual(expected);
  });

  test("select limits the columns and keeps the key", async () => {
    const changes = await watch({ event: "INSERT", table: full, select: ["w"] });
    await sql.unsafe(`insert into public.${full} values (30, 'a', 'b'); delete from public.${full}`);
    await eventually(() => expect(changes).toMatchObject([{ new: { id: 30, w: "b" } }]));
    expect(Object.keys(Object(changes[0]?.new)).sort()).toEqual(["id", "w"]);
  });

  test.each([
    [
      "a table that is not published",
      { table: "nowhere" },
      "Please check Realtime is enabled for the given connect parameters: [event: *, schema: public, table: nowhere, filters: [], select: nil]",
    ],
    ["a malformed filter", { table: open, filter: "wrong" }, 'Error parsing `filter` params: ["wrong"]'],
    ["an unknown column", { table: open, filter: "nope=eq.1" }, "invalid column for filter nope"],
  ])("%s is reported, and the channel stays", async (_, wanted, message) => {
    const { channel, heard } = listen(client(), unique("changes"), { broadcast: { ack: true } });
    channel.on("postgres_changes", { event: "*", schema: "public", ...wanted }, () => undefined);
    expect((await subscribe(channel)).status).toBe("SUBSCRIBED");
    await eventually(() => expect(heard.systems).toMatchObject([{ extension: "postgres_changes", status: "error" }]));
    expect(heard.systems[0]?.message).toContain(message);
    expect(await channel.send({ type: "broadcast", event: "e", payload: {} })).toBe("ok");
  });

  test("a table published and a column added take effect at the next subscribe", async () => {
    const table = unique("late");
    await sql.unsafe(`create table public.${table} (id int primary key)`);
    await sql.unsafe(`alter publication supabase_realtime add table public.${table}`);
    const before = await watch({ table });
    await sql.unsafe(`alter table public.${table} add column extra text; insert into public.${table} values (1, 'x')`);
    await eventually(() => expect(before).toMatchObject([{ new: { id: 1, extra: "x" } }]));
    const after = await watch({ event: "INSERT", table, filter: "extra=eq.y" });
    await sql.unsafe(`truncate public.${table}; insert into public.${table} values (2, 'y')`);
    await eventually(() => expect(after).toHaveLength(1));
    await sql.unsafe(`drop table public.${table}`);
  });

  test("a table without a primary key says so", async () => {
    const table = unique("keyless");
    await sql.unsafe(
      `create table public.${table} (v text); alter publication supabase_realtime add table public.${table}`,
    );
    const changes = await watch({ table });
    await sql.unsafe(`insert into public.${table} values ('x')`);
    await eventually(() =>
      expect(changes).toMatchObject([{ errors: ["Error 400: Bad Request, no primary key"], new: {} }]),
    );
    await sql.unsafe(`drop table public.${table}`);
  });

  test("columns a role may not read are left out, and without the key nothing is told", async () => {
    const table = unique("partly");
    await sql.unsafe(`create table public.${table} (id int primary key, v text, secret text);
      revoke all on public.${table} from anon, authenticated; grant select (id, v) on public.${table} to anon;
      grant select (v) on public.${table} to authenticated;
      alter publication supabase_realtime add table public.${table}`);
    const partly = await watch({ table });
    const { token } = await user();
    const keyless = await watch({ table }, token);
    await sql.unsafe(`insert into public.${table} values (1, 'a', 'hidden')`);
    await eventually(() => expect(partly).toMatchObject([{ new: { id: 1, v: "a" } }]));
    expect(partly[0]?.new).not.toHaveProperty("secret");
    await eventually(() => expect(keyless).toMatchObject([{ errors: ["Error 401: Unauthorized"], new: {} }]));
    await sql.unsafe(`drop table public.${table}`);
  });

  test("wait holds the join's reply until changes flow, and refuses what cannot", async () => {
    const topic = `realtime:${unique("changes")}`;
    const { frames, send } = await rawSocket("&vsn=2.0.0");
    const config = (table: string) => ({
      config: {
        postgres_changes: [{ event: "INSERT", schema: "public", table }],
        postgres_changes_options: { wait: true },
      },
    });
    send(["1", "1", topic, "phx_join", config(full)]);
    await eventually(() => expect(frames).toHaveLength(2));
    expect(frames[0]).toMatchObject(["1", "1", topic, "phx_reply", { status: "ok" }]);
    expect(frames[1]).toMatchObject(["1", null, topic, "system", { message: "Subscribed to PostgreSQL" }]);
    send(["2", "2", `${topic}2`, "phx_join", config("nowhere")]);
    await eventually(() => expect(frames).toHaveLength(3));
    expect(JSON.stringify(frames[2])).toContain("RealtimeDisabledForConfiguration: Unable to subscribe");
  });
});

describe("row security of postgres_changes", () => {
  test("each user is told of the rows a policy shows; deletes go to all with the key alone", async () => {
    const [anna, berta] = [await user(), await user()];
    const [annas, bertas, anonymous] = [
      await watch({ table: owned }, anna.token),
      await watch({ table: owned }, berta.token),
      await watch({ table: owned }),
    ];
    await sql`insert into ${sql(`public.${owned}`)} values (1, ${anna.id}, 'a'), (2, ${berta.id}, 'b')`;
    await sql`update ${sql(`public.${owned}`)} set v = 'a2' where id = 1`;
    await eventually(() => expect(annas).toHaveLength(2));
    await eventually(() => expect(bertas).toHaveLength(1));
    await sql`delete from ${sql(`public.${owned}`)} where id = 1`;
    for (const changes of [annas, bertas, anonymous]) {
      await eventually(() => expect(changes.at(-1)).toMatchObject({ eventType: "DELETE", old: { id: 1 } }));
      expect(changes.at(-1)?.old).toEqual({ id: 1 });
    }
    expect(annas.map(({ eventType }) => eventType)).toEqual(["INSERT", "UPDATE", "DELETE"]);
    expect(annas[0]).toMatchObject({ new: { id: 1, owner: anna.id, v: "a" } });
    expect(bertas.map(({ eventType }) => eventType)).toEqual(["INSERT", "DELETE"]);
    expect(anonymous).toHaveLength(1);
    await sql`delete from ${sql(`public.${owned}`)}`;
  });

  test("no insert is lost to a row that is committed but not yet visible", { timeout: 60_000 }, async () => {
    const { id, token } = await user();
    const changes = await watch({ event: "INSERT", table: owned }, token);
    const rows = 300;
    for (let n = 0; n < rows; n += 1) await sql`insert into ${sql(`public.${owned}`)} values (${1000 + n}, ${id}, 'x')`;
    await eventually(() => expect(changes).toHaveLength(rows));
    await sql`delete from ${sql(`public.${owned}`)}`;
  });
});
