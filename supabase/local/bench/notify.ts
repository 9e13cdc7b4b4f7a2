import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { type Bench, say } from "./bench.ts";
import { percentile } from "./figures.ts";
import { type Helper, startHelper } from "./helper.ts";
import { type Member, signInMember } from "./member.ts";
import { cpuSeconds, residentMb, tree } from "./processes.ts";
import { type BenchStack, startStack } from "./stack.ts";

const subscribers = 10_000;
const acts = 9;
const watchMs = 70_000;

/** What publishing costs the member with and without subscribers, how fast 10,000 mails leave, and in how much memory. */
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
      // Those who come now are not told of that.
      await drained(stack);
      await stack.sql`
        insert into private.subscribers (organization_id, status_page_id, channel, address, state)
        select ${organizationId}, ${pageId}, 'email', 'reader' || n || '@example.com', 'confirmed' from generate_series(1, ${subscribers}) n`;
      await stack.sql`analyze private.subscribers`;
      // The first tells how fast they go out; the others queue up for as long as memory is watched.
      const followed = await publishMs(member, organizationId, 1);
      await measureMails(stack, sink, figures);
      await drained(stack);
      const functions = await functionsOf(stack);
      // Nothing goes out while the others are published: what is measured is how long the member waits.
      process.kill(functions, "SIGSTOP");
      followed.push(...(await publishMs(member, organizationId, acts - 1)));
      process.kill(functions, "SIGCONT");
      await measureMemory(functions, sink, figures);
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
  const supervisor = (await stack.processes()).get("supervisor") ?? 0;
  const cpuBefore = await cpuSeconds(supervisor);
  const startedAt = performance.now();
  for (let seen = await countOf(sink); seen < subscribers; seen = await countOf(sink)) {
    if (performance.now() - startedAt > 180_000) throw new Error(`only ${seen} mails arrived`);
    await delay(100);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = (await cpuSeconds(supervisor)) - cpuBefore;
  figures.add("e-mails sent through notify", subscribers / seconds, "mails/s", "≥ 300");
  figures.add("CPU of the whole stack per 1,000 mails", cpu / (subscribers / 1000), "s", "printed");
}

/** One backlog all the time: what grows with each mail, each call or each sweep has to show. */
async function measureMemory(functions: number, sink: Helper, figures: Parameters<Bench["run"]>[0]): Promise<void> {
  const before = await countOf(sink);
  const samples: number[] = [];
  for (const end = Date.now() + watchMs; Date.now() < end; ) {
    await delay(500);
    samples.push(await residentMb(functions));
  }
  const sent = (await countOf(sink)) - before;
  if (sent >= subscribers * (acts - 1)) throw new Error("the mails were gone before the time was");
  // The mails before have warmed it up.
  const part = Math.floor(samples.length / 3);
  const [first, last] = [samples.slice(0, part), samples.slice(2 * part)];
  say(`${sent} mails in ${watchMs / 1000} s; memory of the functions: ${samples.map(Math.round).join(" ")} MB`);
  figures.add("memory of the functions while mails go out (highest)", Math.max(...samples), "MB", "≤ 160");
  figures.add("memory of the functions, last third of the time", Math.max(...last), "MB", "flat", {
    name: "MB, first third",
    value: Math.max(...first),
  });
}

async function countOf(sink: Helper): Promise<number> {
  sink.child.send("count");
  const [count] = await once(sink.child, "message");
  return Number(count);
}

/** Functions run in a child of the gateway. */
async function functionsOf(stack: BenchStack): Promise<number> {
  const gateway = (await stack.processes()).get("gateway") ?? 0;
  const [child] = (await tree(gateway)).filter((pid) => pid !== gateway);
  if (child === undefined) throw new Error("The functions do not run.");
  return child;
}

/** Resolves when nothing waits any more; events that nobody hears of wait for a sweep. */
async function drained(stack: BenchStack): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(500)) {
    const [row] = await stack.sql<{ waiting: number }[]>`
      select (select count(*) from private.deliveries where state = 'queued')::int
        + (select count(*) from private.outbox where processed_at is null)::int as waiting`;
    if ((row?.waiting ?? 0) === 0) return;
  }
  throw new Error("Messages still wait after a minute.");
}
