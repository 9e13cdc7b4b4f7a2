import { describe, expect, it } from "vitest";
import { asCommitted, makeComponent, makeOrganization, required, unique } from "../helpers/world.ts";
import {
  confirm,
  confirmed,
  db,
  prepareSubscriptions,
  rowOf,
  slug,
  subscribe,
  world,
} from "./subscriptions-support.ts";

prepareSubscriptions();

const held = (token: string) =>
  asCommitted(db, "service_role", (sql) => sql`select * from public.subscription(${token})`);

describe("asking", () => {
  it("is pending until confirmed by the link, and the link works twice", async () => {
    const address = `${unique("mara")}@example.com`;
    await subscribe({ address: `  ${address.toUpperCase()} ` });
    const pending = await rowOf(address);
    expect(pending).toMatchObject({ state: "pending", follows_page: true, told: 1 });
    expect(await confirm(pending.confirmation_token)).toMatchObject([{ page_slug: slug, token: pending.token }]);
    expect(await confirm(pending.confirmation_token)).toMatchObject([{ token: pending.token }]);
    expect((await rowOf(address)).state).toBe("confirmed");
  });

  it("reads the same for an address that is known, and changes nothing of what its owner chose", async () => {
    const subscriber = await confirmed({ address: "owner@example.com" });
    const answer = await subscribe({ address: "owner@example.com", components: [world.componentId] });
    const fresh = await subscribe({ address: "nobody-yet@example.com", components: [world.componentId] });
    expect([...answer]).toEqual([...fresh]);
    expect(await rowOf("owner@example.com")).toMatchObject({
      id: subscriber.id,
      state: "confirmed",
      follows_page: true,
    });
  });

  it("asked again at once sends nothing again", async () => {
    const address = `${unique("flood")}@example.com`;
    for (let n = 0; n < 5; n += 1) await subscribe({ address });
    expect((await rowOf(address)).told).toBe(1);
    await db.sql`update private.subscribers set told_at = now() - interval '61 seconds' where address = ${address}`;
    await subscribe({ address });
    expect((await rowOf(address)).told).toBe(2);
  });

  it("a thousand from one source are mostly refused, another source is not", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () =>
        subscribe({ source: "203.0.113.7" }).then(
          () => "taken",
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === "HG429")).toHaveLength(80);
    await subscribe({ source: "203.0.113.8" });
    await subscribe({ source: "2001:db8::1" });
  });

  it("those whose source nobody says share one", async () => {
    for (let n = 0; n < 20; n += 1) await subscribe({ source: null });
    await expect(subscribe({ source: null })).rejects.toMatchObject({ code: "HG429", detail: "source" });
    await subscribe({});
  });

  it("an address is asked three times a day in all, by whichever page, and the answer never says", async () => {
    const address = `${unique("victim")}@example.com`;
    const pages = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const name = unique("bomb");
        await makeOrganization(db, await db.createUser(), name);
        return name;
      }),
    );
    const answers = [];
    for (const page of pages) answers.push([...(await subscribe({ page, address }))]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const asked = () =>
      db.sql`select 1 from private.outbox o join private.subscribers s on s.id::text = o.payload ->> 'subscriber_id' where s.address = ${address}`;
    expect(await asked()).toHaveLength(3);
    // Removed and asked for again it is the same inbox; on another day it may be asked again.
    await db.sql`delete from private.subscribers where address = ${address}`;
    await subscribe({ page: required(pages[0]), address });
    expect(await asked()).toHaveLength(0);
    await db.sql`update private.told_addresses set day = day - 1`;
    await db.sql`select private.drop_spent_limits()`;
    expect(await db.sql`select 1 from private.told_addresses`).toHaveLength(0);
    await subscribe({ page: required(pages[1]), address });
    expect(await asked()).toHaveLength(1);
  });

  it("a list that is too long is refused alike for an address that is known", async () => {
    await confirmed({ address: "probed@example.com" });
    for (const address of ["probed@example.com", "unknown@example.com"]) {
      const components = Array.from({ length: 501 }, () => world.componentId);
      await expect(subscribe({ address, components })).rejects.toMatchObject({
        code: "HG422",
        detail: "component_ids",
      });
      const groups = Array.from({ length: 201 }, () => world.groupId);
      await expect(subscribe({ address, groups })).rejects.toMatchObject({ code: "HG422", detail: "component_ids" });
    }
  });

  it.each([
    ["email", "not an address", "address"],
    ["email", "a@b", "address"],
    ["email", "evil@example.com\r\nBcc: all@example.com", "address"],
    ["email", '"a b"@example.com', "address"],
    ["sms", "0151 23456789", "address"],
    ["sms", "+0 123456789", "address"],
    ["webhook", "http://example.com/hook", "address"],
    ["slack", "https://hooks.slack.com/a b", "address"],
  ])("refuses %s %s", async (channel, address, field) => {
    await expect(subscribe({ channel, address })).rejects.toMatchObject({ code: "HG422", detail: field });
  });

  it.each([["+49 (151) 234-56789", "+4915123456789"]])("a number is kept in one form: %s", async (written, kept) => {
    await subscribe({ channel: "sms", address: written });
    expect(await rowOf(kept)).toMatchObject({ state: "pending" });
  });

  it("a private page and none are refused alike", async () => {
    const [hidden] = await db.sql<
      { slug: string }[]
    >`select slug from public.status_pages where id = ${world.privatePageId}`;
    const refusals = await Promise.all(
      [required(hidden).slug, "no-such-page"].map((page) =>
        subscribe({ page }).catch((error: { code: string; message: string }) => `${error.code} ${error.message}`),
      ),
    );
    expect(new Set(refusals).size).toBe(1);
    expect(refusals[0]).toMatch(/^HG404/);
  });

  it("what the page does not show cannot be followed", async () => {
    const elsewhere = await makeComponent(db, world.organizationId);
    const subscriber = await confirmed({ components: [world.componentId, elsewhere] });
    const [mine] = await held(subscriber.token);
    expect(mine).toMatchObject({ component_ids: [world.componentId] });
  });
});

it("who never confirms is forgotten after a week, who did is not", async () => {
  const stays = await confirmed();
  await subscribe({ address: "never@example.com" });
  await db.sql`update private.subscribers set created_at = now() - interval '8 days', confirmation_expires_at = now()`;
  await db.sql`select private.drop_old_notifications()`;
  const rows = await db.sql`select 1 from private.subscribers where address = 'never@example.com' or id = ${stays.id}`;
  expect(rows).toHaveLength(1);
});

describe("the link in every message", () => {
  it("shows, changes and ends the subscription without an account", async () => {
    const subscriber = await confirmed();
    const [before] = await held(subscriber.token);
    expect(before).toMatchObject({ state: "confirmed", component_ids: [], group_ids: [], page_slug: slug });
    expect(required(before)["address"]).toMatch(/^.•••@example\.com$/);
    await asCommitted(
      db,
      "service_role",
      (sql) => sql`
      select public.change_subscription(${subscriber.token}, '{}', ${[world.groupId]}::uuid[], '{incidents}')`,
    );
    expect((await held(subscriber.token))[0]).toMatchObject({ group_ids: [world.groupId], events: ["incidents"] });
    const end = (erase: boolean) =>
      asCommitted(db, "service_role", (sql) => sql`select public.end_subscription(${subscriber.token}, ${erase})`);
    await end(false);
    await end(false);
    expect((await held(subscriber.token))[0]).toMatchObject({ state: "unsubscribed" });
    await end(true);
    await expect(held(subscriber.token)).rejects.toMatchObject({ code: "HG404" });
  });

  it("guessed or revoked it opens nothing", async () => {
    const subscriber = await confirmed();
    await db.sql`update private.subscribers set token = token || 'x' where id = ${subscriber.id}`;
    await expect(held(subscriber.token)).rejects.toMatchObject({ code: "HG404" });
    await expect(confirm("0".repeat(64))).rejects.toMatchObject({ code: "HG404" });
  });

  it("of a confirmation is void after three days", async () => {
    const address = `${unique("late")}@example.com`;
    await subscribe({ address });
    await db.sql`update private.subscribers set confirmation_expires_at = now() where address = ${address}`;
    await expect(confirm((await rowOf(address)).confirmation_token)).rejects.toMatchObject({ code: "HG404" });
    expect((await rowOf(address)).state).toBe("pending");
  });

  it("who left may come back, who complained may not by somebody else's hand", async () => {
    const left = await confirmed({ address: "left@example.com" });
    await asCommitted(db, "service_role", (sql) => sql`select public.end_subscription(${left.token})`);
    await db.sql`update private.subscribers set told_at = null where id = ${left.id}`;
    await subscribe({ address: "left@example.com" });
    expect(await rowOf("left@example.com")).toMatchObject({ state: "pending", told: 2 });
    const angry = await confirmed({ address: "angry@example.com" });
    await db.sql`update private.subscribers set state = 'complained', told_at = null where id = ${angry.id}`;
    await subscribe({ address: "angry@example.com" });
    expect(await rowOf("angry@example.com")).toMatchObject({ state: "complained", told: 1 });
  });
});
