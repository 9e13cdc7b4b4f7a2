import { describe, expect, test } from "vitest";
import {
  adminSql,
  client,
  eventually,
  hasAdminDatabase,
  joined,
  listen,
  messagesPolicy,
  PATIENCE_MS,
  rawSocket,
  sql,
  subscribe,
  unique,
} from "./realtime-support.ts";

/** A topic that anon may read, and a channel joined to it. */
async function readable(config: Parameters<typeof joined>[2] = {}) {
  const topic = unique("page");
  await messagesPolicy(`for select to anon using (realtime.topic() = '${topic}')`);
  return { topic, ...(await joined(client(), topic, { private: true, ...config })) };
}

describe("broadcast from the database", () => {
  test("realtime.send reaches the private channel with the row's id, in payload and meta", async () => {
    const { topic, heard } = await readable();
    await sql`select realtime.send(${sql.json({ n: 1, text: "ü" })}, 'changed', ${topic}, true)`;
    await eventually(() => expect(heard.broadcasts).toHaveLength(1));
    const [message] = heard.broadcasts;
    expect(message).toMatchObject({ event: "changed", payload: { n: 1, text: "ü", id: expect.any(String) } });
    expect(message?.meta).toEqual({ id: message && payloadId(message.payload) });
  });

  test("a payload's own id stays, private defaults to true, and version 1 sockets hear it too", async () => {
    const { topic, heard } = await readable();
    const old = await joined(client({ vsn: "1.0.0" }), topic, { private: true });
    await sql`select realtime.send('{"id":"own"}'::jsonb, 'e', ${topic})`;
    for (const broadcasts of [heard.broadcasts, old.heard.broadcasts]) {
      await eventually(() =>
        expect(broadcasts).toMatchObject([{ event: "e", payload: { id: "own" }, meta: { id: expect.any(String) } }]),
      );
    }
  });

  test("a public message reaches only public channels, a rolled-back one nobody", async () => {
    const { topic, heard } = await readable();
    const open = await joined(client(), topic);
    await expect(
      sql.begin(async (transaction) => {
        await transaction`select realtime.send('{"n":0}'::jsonb, 'e', ${topic}, false)`;
        throw new Error("roll back");
      }),
    ).rejects.toThrow("roll back");
    await sql`select realtime.send('{"n":1}'::jsonb, 'e', ${topic}, false)`;
    await eventually(() => expect(open.heard.broadcasts).toMatchObject([{ payload: { n: 1 } }]));
    expect(heard.broadcasts).toEqual([]);
  });

  test("messages come in commit order", async () => {
    const { topic, heard } = await readable();
    await sql`select realtime.send(jsonb_build_object('n', n), 'e', ${topic}) from generate_series(1, 50) n`;
    await eventually(() => expect(heard.broadcasts).toHaveLength(50));
    expect(heard.broadcasts.map(({ payload }) => payload)).toMatchObject(
      Array.from({ length: 50 }, (_, i) => ({ n: i + 1 })),
    );
  });

  test("realtime.send_binary arrives as bytes", async () => {
    const { topic, heard } = await readable();
    await sql`select realtime.send_binary('\\x00ff10'::bytea, 'bytes', ${topic})`;
    await eventually(() => expect(heard.broadcasts).toHaveLength(1));
    const payload = heard.broadcasts[0]?.payload;
    expect(payload instanceof ArrayBuffer && [...new Uint8Array(payload)]).toEqual([0, 255, 16]);
  });

  test("realtime.broadcast_changes tells a row's change from a trigger", async () => {
    const { topic, heard } = await readable();
    const table = unique("items");
    await sql.unsafe(`
      create table public.${table} (id int primary key, v text);
      create function public.${table}_changed() returns trigger language plpgsql security definer as $$
      begin
        perform realtime.broadcast_changes('${topic}', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
        return null;
      end $$;
      create trigger changed after insert or update or delete on public.${table}
        for each row execute function public.${table}_changed();`);
    await sql.unsafe(
      `insert into public.${table} values (1, 'a'); update public.${table} set v = 'b'; delete from public.${table}`,
    );
    await eventually(() => expect(heard.broadcasts).toHaveLength(3));
    expect(heard.broadcasts.map(({ payload }) => payload)).toMatchObject([
      { operation: "INSERT", table, schema: "public", record: { id: 1, v: "a" }, old_record: null },
      { operation: "UPDATE", record: { id: 1, v: "b" }, old_record: { id: 1, v: "a" } },
      { operation: "DELETE", record: null, old_record: { id: 1, v: "b" } },
    ]);
    await sql.unsafe(`drop table public.${table}; drop function public.${table}_changed()`);
  });

  test("a message that no policy lets its sender insert is a warning, not an error", async () => {
    const { topic, heard } = await readable();
    await sql.begin(async (transaction) => {
      await transaction`set local role authenticated`;
      await transaction`select realtime.send('{}'::jsonb, 'spoof', ${topic})`;
    });
    await sql`select realtime.send('{}'::jsonb, 'real', ${topic})`;
    await eventually(() => expect(heard.broadcasts.map(({ event }) => event)).toEqual(["real"]));
  });

  test("replication_ready is announced", async () => {
    const { heard } = await joined(client(), unique("room"), { broadcast: { replication_ready: true } });
    await eventually(() => {
      expect(heard.systems).toMatchObject([
        { extension: "system", status: "ok", message: "Replication connection established" },
      ]);
    });
  });
});

describe("replay", () => {
  test("gives the newest messages, oldest first, marked as replayed, then live ones once", async () => {
    const { topic, heard: witnessed } = await readable();
    const since = Date.now() - 1_000;
    for (const n of [1, 2, 3]) await sql`select realtime.send(jsonb_build_object('n', ${n}::int), 'e', ${topic})`;
    // Until the live stream is past them: a message both older than the replay and still on its way would come as well.
    await eventually(() => expect(witnessed).toMatchObject({ broadcasts: [{}, {}, {}] }));
    const { heard } = await joined(client(), topic, { private: true, broadcast: { replay: { since, limit: 2 } } });
    await sql`select realtime.send('{"n":4}'::jsonb, 'e', ${topic})`;
    await eventually(() => expect(heard.broadcasts).toHaveLength(3));
    expect(heard.broadcasts).toMatchObject([
      { payload: { n: 2 }, meta: { replayed: true, id: expect.any(String) } },
      { payload: { n: 3 }, meta: { replayed: true, id: expect.any(String) } },
      { payload: { n: 4 }, meta: { id: expect.any(String) } },
    ]);
  });

  test.each([
    ["on a public channel", false, { since: 1 }, "Replay is not allowed for public channels"],
    ["with a wrong since", true, { since: "yesterday" }, "Replay params are not valid"],
  ])("%s is refused", async (_, isPrivate, replay, message) => {
    const topic = unique("log");
    await messagesPolicy(`for select to anon using (realtime.topic() = '${topic}')`);
    const { frames, send } = await rawSocket("&vsn=2.0.0");
    send(["1", "1", `realtime:${topic}`, "phx_join", { config: { private: isPrivate, broadcast: { replay } } }]);
    await eventually(() => expect(JSON.stringify(frames)).toContain(`UnableToReplayMessages: ${message}`));
  });
});

describe.runIf(hasAdminDatabase)("when Postgres drops its connections", () => {
  test("joined channels stay, and messages sent meanwhile or afterwards arrive once", {
    timeout: 3 * PATIENCE_MS,
  }, async () => {
    const { topic, channel, heard } = await readable();
    const ended = await adminSql`
      select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'realtime' and pid <> pg_backend_pid()`;
    expect(ended.length).toBeGreaterThan(0);
    await sql`select realtime.send('{"n":1}'::jsonb, 'e', ${topic})`;
    await eventually(async () => {
      const rows =
        await adminSql`select from pg_replication_slots where slot_name like 'supabase_realtime_messages_%' and active`;
      expect(rows.length).toBeGreaterThan(0);
    });
    await sql`select realtime.send('{"n":2}'::jsonb, 'e', ${topic})`;
    await eventually(() => expect(heard.broadcasts.map(({ payload }) => payload)).toMatchObject([{ n: 1 }, { n: 2 }]));
    expect(channel.state).toBe("joined");
    expect((await subscribe(listen(client(), topic, { private: true }).channel)).status).toBe("SUBSCRIBED");
  });
});

function payloadId(payload: unknown): unknown {
  return typeof payload === "object" && payload !== null && "id" in payload ? payload.id : undefined;
}
