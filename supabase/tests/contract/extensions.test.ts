import { createServer, type Server } from "node:http";

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { database, environment, unique } from "./support.ts";

describe.skipIf(environment.databaseUrl === undefined)("extensions (need a database URL)", () => {
  const sql = database();

  beforeAll(async () => {
    await sql.unsafe(
      "create extension if not exists pg_cron; create extension if not exists pg_net; create extension if not exists supabase_vault;",
    );
  });
  afterAll(() => sql.end());

  test("run as a role that is no superuser", async () => {
    const [row] = await sql`select current_user as name, rolsuper from pg_roles where rolname = current_user`;
    expect(row).toEqual({ name: "postgres", rolsuper: false });
  });

  describe("pg_cron", () => {
    test("schedule, change, unschedule by name and by id", async () => {
      const name = unique("job");
      const [first] = await sql`select cron.schedule(${name}, '*/5 * * * *', 'select 1') as id`;
      const [again] = await sql`select cron.schedule(${name}, '0 4 * * *', 'select 2') as id`;
      expect(again?.["id"]).toBe(first?.["id"]);
      const [job] =
        await sql`select schedule, command, username, database, active from cron.job where jobname = ${name}`;
      expect(job).toEqual({
        schedule: "0 4 * * *",
        command: "select 2",
        username: "postgres",
        database: "postgres",
        active: true,
      });
      await sql`select cron.alter_job(${first?.["id"]}::bigint, active => false)`;
      expect(await sql`select active from cron.job where jobname = ${name}`).toMatchObject([{ active: false }]);
      expect(await sql`select cron.unschedule(${name}::text) as done`).toMatchObject([{ done: true }]);
      const [unnamed] = await sql`select cron.schedule('@daily', 'select 3') as id`;
      expect(await sql`select cron.unschedule(${unnamed?.["id"]}::bigint) as done`).toMatchObject([{ done: true }]);
      await expect(sql`select cron.unschedule('no such job'::text)`).rejects.toThrow(
        "could not find valid entry for job",
      );
    });

    test.each(["every day", "61 seconds", "* * * *"])("refuses the schedule %s", async (schedule) => {
      await expect(sql`select cron.schedule(${unique("bad")}, ${schedule}, 'select 1')`).rejects.toThrow(
        "invalid schedule",
      );
    });

    test("runs jobs as their owner and writes down how they ended", async () => {
      const [good, bad] = [unique("good"), unique("bad")];
      await sql`select cron.schedule(${good}, '1 second', 'select current_user, generate_series(1, 3)')`;
      await sql`select cron.schedule(${bad}, '1 second', 'select 1/0')`;
      const details = (name: string) => sql`
        select d.status, d.return_message, d.username from cron.job_run_details d join cron.job j using (jobid)
        where j.jobname = ${name} and d.end_time is not null order by d.runid limit 1`;
      try {
        await vi.waitFor(async () => expect(await details(good)).toHaveLength(1), { timeout: 8_000 });
        await vi.waitFor(async () => expect(await details(bad)).toHaveLength(1), { timeout: 8_000 });
        expect(await details(good)).toMatchObject([
          { status: "succeeded", return_message: "3 rows", username: "postgres" },
        ]);
        expect(await details(bad)).toMatchObject([
          { status: "failed", return_message: expect.stringContaining("division by zero") },
        ]);
      } finally {
        await sql`select cron.unschedule(${good}::text), cron.unschedule(${bad}::text)`;
      }
    });
  });

  describe.skipIf(environment.kind !== "embedded")("pg_net (embedded stack only: asks a server of this test)", () => {
    const requests: {
      method: string | undefined;
      url: string | undefined;
      headers: Record<string, unknown>;
      body: string;
    }[] = [];
    const server = createServer((incoming, outgoing) => {
      let body = "";
      incoming.on("data", (chunk) => {
        body += String(chunk);
      });
      incoming.on("end", () => {
        requests.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body });
        if (incoming.url !== "/never")
          outgoing.writeHead(201, { "content-type": "application/json" }).end('{"ok":true}');
      });
    });
    const origin = () => `http://127.0.0.1:${portOf(server)}`;
    const answer = async (id: unknown) => {
      await vi.waitFor(
        async () => expect(await sql`select id from net._http_response where id = ${String(id)}`).toHaveLength(1),
        { timeout: 8_000 },
      );
      return (
        await sql`select status_code, content, content_type, timed_out, error_msg from net._http_response where id = ${String(id)}`
      )[0];
    };

    beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });

    test("http_post after the transaction, with body, headers and parameters", async () => {
      const [row] =
        await sql`select net.http_post(${`${origin()}/hook`}, '{"a":1}'::jsonb, '{"q":"x y"}'::jsonb, '{"x-secret":"s"}'::jsonb) as id`;
      expect(await answer(row?.["id"])).toEqual({
        status_code: 201,
        content: '{"ok":true}',
        content_type: "application/json",
        timed_out: false,
        error_msg: null,
      });
      expect(requests.at(-1)).toMatchObject({
        method: "POST",
        url: "/hook?q=x%20y",
        body: '{"a": 1}',
        headers: { "content-type": "application/json", "x-secret": "s" },
      });
    });

    test("http_get and http_delete", async () => {
      const [row] =
        await sql`select net.http_get(${`${origin()}/get`}) as read, net.http_delete(${`${origin()}/delete`}) as gone`;
      await answer(row?.["read"]);
      await answer(row?.["gone"]);
      expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(
        expect.arrayContaining(["GET /get", "DELETE /delete"]),
      );
    });

    test("nothing is sent when the transaction is rolled back", async () => {
      const before = requests.length;
      await sql
        .begin(async (tx) => {
          await tx`select net.http_get(${`${origin()}/rolled-back`})`;
          throw new Error("rollback");
        })
        .catch(() => {});
      const [row] = await sql`select net.http_get(${`${origin()}/after`}) as id`;
      await answer(row?.["id"]);
      expect(requests.slice(before).map(({ url }) => url)).toEqual(["/after"]);
    });

    test("time-outs and refused connections are answers, too", async () => {
      const [row] =
        await sql`select net.http_get(${`${origin()}/never`}, timeout_milliseconds => 200) as slow, net.http_get('http://127.0.0.1:1/') as refused`;
      expect(await answer(row?.["slow"])).toMatchObject({
        timed_out: true,
        error_msg: expect.stringContaining("200 ms"),
      });
      expect(await answer(row?.["refused"])).toMatchObject({
        timed_out: false,
        status_code: null,
        error_msg: expect.any(String),
      });
    });
  });

  describe("vault", () => {
    test("keeps secrets encrypted, gives them back, changes them", async () => {
      const name = unique("secret");
      const [row] = await sql`select vault.create_secret('first value', ${name}, 'a note') as id`;
      const read = () =>
        sql`select decrypted_secret, description, secret from vault.decrypted_secrets where name = ${name}`;
      const [stored] = await read();
      expect(stored).toMatchObject({ decrypted_secret: "first value", description: "a note" });
      expect(Buffer.from(String(stored?.["secret"]), "base64").toString("latin1")).not.toContain("first value");
      await sql`select vault.update_secret(${row?.["id"]}, 'second value')`;
      expect((await read())[0]).toMatchObject({ decrypted_secret: "second value" });
      await expect(sql`select vault.create_secret('other', ${name})`).rejects.toMatchObject({ code: "23505" });
      await sql`delete from vault.secrets where name = ${name}`;
    });

    test("is closed to the API's roles", async () => {
      await expect(
        sql.begin(async (tx) => {
          await tx`set local role authenticated`;
          await tx`select * from vault.decrypted_secrets`;
        }),
      ).rejects.toMatchObject({ code: "42501" });
    });
  });
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
