import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:net";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connect } from "../../local/postgres/database.ts";
import { type OwnStack, startOwnStack } from "../helpers/own-stack.ts";
import { testEnvironment } from "../helpers/stack-environment.ts";
import { required } from "../helpers/world.ts";

/*
 * The function `notify` is killed with -9 among 1,000 mails, and Postgres while it queues more: afterwards the mail server's
 * own log says who got what.
 */

const readers = 1000;
/** What one call of the function may hold, and so send twice: lanes × batch of notify/index.ts. */
const inFlight = 100;

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly messageId: string;
}

describe.skipIf(testEnvironment().kind !== "embedded")("kill -9 while messages go out (embedded stack only)", () => {
  let stack: OwnStack;
  let sql: postgres.Sql;
  let server: Server;
  const mails: Mail[] = [];

  beforeAll(async () => {
    stack = await startOwnStack();
    sql = connect(stack.config.adminDatabaseUrl, { applicationName: "tests" });
    server = createMailServer((mail) => mails.push(mail));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = address === null || typeof address === "string" ? 0 : address.port;
    await sql`select private.store_provider(null, 'smtp',
      ${sql.json({ host: "127.0.0.1", port, secure: false, from_address: "status@example.com" })}, null)`;
    await sql`
      with organization as (insert into public.organizations (name, slug) values ('Mail', 'mail') returning id),
      page as (insert into public.status_pages (organization_id, slug, title) select id, 'mail', 'Mail' from organization returning id, organization_id)
      insert into private.subscribers (organization_id, status_page_id, channel, address, state)
      select p.organization_id, p.id, 'email', 'reader' || n || '@example.com', 'confirmed' from page p, generate_series(1, ${readers}::int) n`;
  }, 90_000);

  afterAll(async () => {
    await sql.end({ timeout: 1 });
    await stack.stop();
    server.close();
  }, 60_000);

  async function declare(title: string): Promise<void> {
    await sql`
      with incident as (
        insert into public.incidents (organization_id, title, status, impact, started_at, published_at)
        select id, ${title}, 'investigating', 'none', now(), now() from public.organizations where slug = 'mail' returning id, organization_id
      ), said as (
        insert into public.incident_updates (incident_id, organization_id, status, body, notify)
        select id, organization_id, 'investigating', 'We look.', true from incident returning id, incident_id, organization_id
      )
      insert into private.outbox (organization_id, topic, payload)
      select organization_id, 'incident.declared', jsonb_build_object('incident_id', incident_id, 'incident_update_id', id) from said`;
  }

  const of = (title: string) => mails.filter(({ subject }) => subject.endsWith(title));
  const reached = (title: string) => new Set(of(title).map(({ to }) => to)).size;
  const patience = { timeout: 60_000, interval: 50 };

  /** What passes with time: what the dead held comes back, and the clock sweeps up what nobody works on. */
  async function leasesEnd(): Promise<void> {
    await sql`update private.deliveries set due_at = now() where state = 'queued'`;
  }

  async function allReached(title: string): Promise<void> {
    await vi.waitFor(
      async () => {
        await sql`select private.sweep_deliveries()`;
        expect(reached(title)).toBe(readers);
      },
      { timeout: 60_000, interval: 1000 },
    );
    await vi.waitFor(async () => {
      const [row] = await sql<
        { n: number }[]
      >`select count(*)::int as n from private.deliveries where state = 'queued'`;
      expect(row?.n).toBe(0);
    }, patience);
  }

  it("the function: every reader gets the message, at most those in flight twice, with the same Message-ID", async () => {
    await declare("Cards declined");
    await vi.waitFor(() => expect(of("Cards declined").length).toBeGreaterThan(readers / 4), patience);
    process.kill(functionsOf(await stack.pidOf("gateway")), "SIGKILL");
    const before = of("Cards declined").length;
    expect(before).toBeLessThan(readers);
    await leasesEnd();
    await allReached("Cards declined");

    const sent = of("Cards declined");
    expect(sent.length - readers).toBeLessThanOrEqual(inFlight);
    expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(readers);
  }, 120_000);

  it("Postgres while an event becomes deliveries: all of them are queued once, or none yet", async () => {
    // Another connection holds the first statement of the fan-out, so that the kill meets it in the middle.
    const holder = connect(stack.config.adminDatabaseUrl, { applicationName: "holder" });
    await holder`begin`;
    await holder`lock table private.deliveries in exclusive mode`;
    await declare("Exports late");
    await vi.waitFor(async () => {
      const [row] = await sql<{ n: number }[]>`
        select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and query like '%claim_deliveries%'`;
      expect(row?.n).toBeGreaterThan(0);
    }, patience);
    process.kill(await stack.pidOf("postgres"), "SIGKILL");
    await vi.waitFor(async () => expect((await fetch(`${stack.config.url}/readyz`)).status).toBe(200), patience);
    await holder.end({ timeout: 1 });
    await sql.end({ timeout: 1 });
    sql = connect(stack.config.adminDatabaseUrl, { applicationName: "tests" });
    await allReached("Exports late");
    expect(of("Exports late")).toHaveLength(readers);
  }, 120_000);
});

/** The process that runs the functions: the gateway's only child with that name. */
function functionsOf(gateway: number): number {
  const children = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(gateway)], { encoding: "utf8" });
  return Number(
    required(children.split("\n").find((line) => line.includes("functions/host.ts")))
      .trim()
      .split(" ")[0],
  );
}

/** Takes every mail; a mail counts once the server has said that it has it. */
function createMailServer(onMail: (mail: Mail) => void): Server {
  return createServer((socket) => {
    let rest = "";
    let to = "";
    let isData = false;
    socket.on("error", () => {});
    socket.write("220 ready\r\n");
    socket.on("data", (data) => {
      rest += data.toString("latin1");
      for (;;) {
        const end = rest.indexOf(isData ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const line = rest.slice(0, end);
        rest = rest.slice(end + (isData ? 5 : 2));
        if (isData) {
          onMail({ to, subject: headerOf(line, "Subject"), messageId: headerOf(line, "Message-ID") });
          isData = false;
          socket.write("250 taken\r\n");
        } else if (/^data$/i.test(line)) {
          isData = true;
          socket.write("354 go on\r\n");
        } else {
          to = /^rcpt to:<(.*)>/i.exec(line)?.[1] ?? to;
          socket.write(/^quit/i.test(line) ? "221 bye\r\n" : "250 ok\r\n");
        }
      }
    });
  });
}

function headerOf(mail: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, "im").exec(mail)?.[1]?.trim() ?? "";
}
