import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { type Bench, say } from "./bench.ts";
import { percentile } from "./figures.ts";
import { type Helper, startHelper } from "./helper.ts";
import { type Member, signInMember } from "./member.ts";
import { cpuSeconds, memoryMb, tree } from "./processes.ts";
import { type BenchStack, startStack } from "./stack.ts";

const subscribers = 10_000;
const acts = 9;

/** What publishing costs the member with and without subscribers, and how fast 10,000 mails leave. */
export const notify: Bench = {
  title: `an update for ${subscribers} subscribers by e-mail`,
  async run(figures) {
    const sink = await startHelper("smtp-sink.ts");
    const stack = await startStack();
    try {
      await stack.sql`select private.store_provider(null, 'smtp', ${stack.sql.json({
        host: "127.0.0.1",
        port: Number(sink.answer),
        secure: false,
        from_address: "status@heliograph.local",
      })}, null)`;
      const { member, organizationId, pageId } = await makeTeam(stack);
      const alone = await publishMs(member, organizationId);
      await stack.sql`
        insert into private.subscribers (organization_id, status_page_id, channel, address, state)
        select ${organizationId}, ${pageId}, 'email', 'reader' || n || '@example.com', 'confirmed' from generate_series(1, ${subscribers}) n`;
      await stack.sql`analyze private.subscribers`;
      const followed: number[] = [];
      for (let n = 0; n < acts; n += 1) {
        followed.push((await publishMs(member, organizationId, 1))[0] ?? Number.NaN);
        // The first tells how fast they go out; after it each act is let finish, so that acts do not share the machine with mails.
        if (n === 0) await measureMails(stack, sink, figures);
        else await drained(stack);
      }
      figures.add("publish an update, 10,000 subscribers", percentile(followed, 0.5), "ms", "≤ 300", {
        name: "ms without",
        value: percentile(alone, 0.5),
      });
      figures.add("publish an update, 10,000 subscribers, p95", percentile(followed, 0.95), "ms", "≤ 300");
    } finally {
      await stack.stop();
      await sink.stop();
    }
  },
};

async function makeTeam(stack: BenchStack): Promise<{ member: Member; organizationId: string; pageId: string }> {
  const member = await signInMember(stack);
  const { data } = await member.rpc("create_organization", { name: "Bench", slug: "bench-mail" }).throwOnError();
  const [page] = await stack.sql<
    { id: string }[]
  >`select id from public.status_pages where organization_id = ${data.id}`;
  return { member, organizationId: data.id, pageId: page?.id ?? "" };
}

/** How long the member waits for the answer, in ms: one incident an act, so that none waits for another's order. */
async function publishMs(member: Member, organization_id: string, count = acts): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const startedAt = performance.now();
    await member
      .rpc("declare_incident", {
        organization_id,
        incident_id: randomUUID(),
        update_id: randomUUID(),
        title: "Cards declined",
        status: "investigating",
        body: "We are **looking** into it.",
      })
      .throwOnError();
    times.push(performance.now() - startedAt);
  }
  return times;
}

async function measureMails(stack: BenchStack, sink: Helper, figures: Parameters<Bench["run"]>[0]): Promise<void> {
  const gateway = (await stack.processes()).get("gateway") ?? 0;
  const supervisor = (await stack.processes()).get("supervisor") ?? 0;
  const cpuBefore = await cpuSeconds(supervisor);
  const startedAt = performance.now();
  const memory: number[] = [];
  let seen = await countOf(sink);
  while (seen < subscribers) {
    if (performance.now() - startedAt > 180_000) throw new Error(`only ${seen} mails arrived`);
    await delay(500);
    seen = await countOf(sink);
    memory.push(await functionsMb(gateway));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = (await cpuSeconds(supervisor)) - cpuBefore;
  const half = Math.floor(memory.length / 2);
  say(`memory of the functions: ${memory.map(Math.round).join(" ")} MB`);
  figures.add("e-mails sent through notify", subscribers / seconds, "mails/s", "≥ 300");
  figures.add("CPU of the whole stack per 1,000 mails", cpu / (subscribers / 1000), "s", "printed");
  figures.add("memory of the functions, second half of the mails", Math.max(...memory.slice(half)), "MB", "flat", {
    name: "MB, first half",
    value: Math.max(...memory.slice(0, half)),
  });
}

async function countOf(sink: Helper): Promise<number> {
  sink.child.send("count");
  const [count] = await once(sink.child, "message");
  return Number(count);
}

/** Functions run in a child of the gateway. */
async function functionsMb(gateway: number): Promise<number> {
  const children = (await tree(gateway)).filter((pid) => pid !== gateway);
  const sizes = await Promise.all(children.map((pid) => memoryMb(pid)));
  return Math.max(0, ...sizes);
}

async function drained(stack: BenchStack): Promise<void> {
  for (;;) {
    const [row] = await stack.sql<{ waiting: number }[]>`
      select (select count(*) from private.deliveries where state = 'queued')::int
        + (select count(*) from private.outbox where processed_at is null)::int as waiting`;
    if ((row?.waiting ?? 0) === 0) return;
    await delay(500);
  }
}
