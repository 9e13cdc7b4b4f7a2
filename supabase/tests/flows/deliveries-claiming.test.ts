import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { asCommitted, required } from "../helpers/world.ts";
import {
  claim,
  clear,
  db,
  declare,
  finish,
  prepareDeliveries,
  say,
  subscriber,
  worker,
  world,
} from "./deliveries-support.ts";

prepareDeliveries();

/** Who follow the public page, many at once. */
const subscribers = (count: number) => db.sql`
  insert into private.subscribers (organization_id, status_page_id, channel, address, state)
  select ${world.organizationId}, ${world.publicPageId}, 'email', 's' || n || '@example.com', 'confirmed' from generate_series(1, ${count}::int) n`;

describe("claiming", () => {
  it("two workers at once never hold the same row", async () => {
    await clear();
    for (let n = 0; n < 40; n += 1) await subscriber();
    await declare();
    await claim(worker(), 1);
    const parts = await Promise.all(Array.from({ length: 8 }, () => claim(worker(), 10)));
    const ids = parts.flat().map((row) => row.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(39);
  });

  it("what a dead worker held comes back when its lease is over, and its late answer counts for nothing", async () => {
    await clear();
    await subscriber();
    await declare();
    const [dead, next] = [worker(), worker()];
    const [held] = await claim(dead);
    expect(await claim(next)).toHaveLength(0);
    await db.sql`update private.deliveries set due_at = now()`;
    const [again] = await claim(next);
    expect(again).toMatchObject({ id: required(held).id, attempt: 2 });
    expect(await finish(dead, [{ delivery_id: required(held).id, outcome: "sent" }])).toBe(0);
    expect(await finish(next, [{ delivery_id: required(held).id, outcome: "sent" }])).toBe(1);
  });

  it("a later update waits for the one before, also while that is tried again", async () => {
    await clear();
    await subscriber();
    const incident = await declare();
    await say(incident, "resolved");
    const first = worker();
    const [declared, ...none] = await claim(first);
    expect(none).toEqual([]);
    await finish(first, [{ delivery_id: required(declared).id, outcome: "retry", error: "421 busy" }]);
    expect(await claim(worker())).toHaveLength(0);
    await db.sql`update private.deliveries set due_at = now() where id = ${required(declared).id}`;
    const second = worker();
    const [retried] = await claim(second);
    expect(retried).toMatchObject({ id: required(declared).id });
    await finish(second, [{ delivery_id: required(declared).id, outcome: "sent" }]);
    expect(await claim(worker())).toHaveLength(1);
  });

  describe("keeps to the channel's rate, for all workers together", () => {
    const rate = 5;
    /** When a channel's bucket is used up, and now: both as the database has them, in seconds. */
    const clocks = async () => {
      const [row] = await db.sql<{ now: number; busyUntil: number }[]>`
        select extract(epoch from clock_timestamp())::float as now, extract(epoch from greatest(l.busy_until, 'epoch'))::float as "busyUntil"
        from private.channel_limits l where l.channel = 'sms'`;
      return required(row);
    };
    const dueIn = () =>
      asCommitted(db, "service_role", async (sql) => {
        const [row] = await sql<{ seconds: number | null }[]>`select public.deliveries_due_in('{sms}') as seconds`;
        return required(row).seconds;
      });

    beforeAll(async () => {
      await db.sql`update private.channel_limits set per_second = ${rate} where channel = 'sms'`;
      return async () => {
        await db.sql`update private.channel_limits set per_second = 50 where channel = 'sms'`;
      };
    });

    beforeEach(async () => {
      await clear();
      for (let n = 0; n < 20; n += 1) await subscriber({ channel: "sms" });
      await declare();
    });

    it("an event that another claim is just turning into deliveries is worth waiting for", async () => {
      const other = await db.sql.reserve();
      try {
        await other`begin`;
        await other`select * from public.claim_deliveries(${worker()}, '{push}', 10, 60)`;
        expect(await claim(worker(), 10, ["sms"])).toEqual([]);
        expect(await dueIn()).toBeCloseTo(0.05);
        await other`commit`;
      } finally {
        other.release();
      }
      expect(await claim(worker(), 10, ["sms"])).toHaveLength(rate);
      await db.sql`update private.channel_limits set busy_until = '-infinity' where channel = 'sms'`;
      expect((await claim(worker(), 100, ["sms"])).length).toBeGreaterThan(0);
      await db.sql`update private.deliveries set state = 'sent' where state = 'queued'`;
      expect(await dueIn()).toBeNull();
    });

    it("each message takes its share of a second, and no more than a second is taken ahead", async () => {
      const before = await clocks();
      const parts = await Promise.all([1, 2, 3].map(() => claim(worker(), 100, ["sms"])));
      const after = await clocks();
      const taken = parts.flat().length;
      expect(taken).toBeGreaterThanOrEqual(rate);
      expect(after.busyUntil).toBeGreaterThanOrEqual(before.now + taken / rate - 0.001);
      expect(after.busyUntil).toBeLessThanOrEqual(after.now + 1.001);
    });

    it("what waits is due when there is room for one", async () => {
      await claim(worker(), 1, ["sms"]);
      await db.sql`update private.channel_limits set busy_until = now() + interval '1 hour' where channel = 'sms'`;
      expect(await claim(worker(), 100, ["sms"])).toEqual([]);
      const before = await clocks();
      const seconds = required(await dueIn());
      const after = await clocks();
      const roomAt = before.busyUntil - 1 + 1 / rate;
      expect(seconds).toBeLessThanOrEqual(roomAt - before.now + 0.001);
      expect(seconds).toBeGreaterThanOrEqual(roomAt - after.now - 0.001);
    });
  });
});

describe("an update to 10,000 subscribers", () => {
  const count = 10_000;

  beforeEach(async () => {
    await clear();
    await subscribers(count);
  });

  it("is queued in one statement", async () => {
    await declare();
    expect(await claim(worker(), 500)).toHaveLength(500);
    const [queued] = await db.sql`select count(*)::int as n from private.deliveries`;
    expect(queued).toEqual({ n: count });
  });

  it("is fanned out by a claim of its own, so that no request has to do several", async () => {
    const incidents = [await declare(), await declare(), await declare()];
    const fannedOut = async () => [
      ...(await db.sql<{ incident: string; deliveries: number }[]>`
        select o.payload ->> 'incident_id' as incident, count(d.id)::int as deliveries
        from private.outbox o
        join private.notifications n on n.outbox_id = o.id
        left join private.deliveries d on d.notification_id = n.id
        where o.processed_at is not null and n.incident_id = any (${incidents}) group by o.id order by o.id`),
    ];
    const whole = incidents.map((incident) => ({ incident, deliveries: count }));
    await claim(worker(), 1);
    expect(await fannedOut()).toEqual(whole.slice(0, 1));
    await claim(worker(), 1);
    await claim(worker(), 1);
    expect(await fannedOut()).toEqual(whole);
  }, 60_000);
});
