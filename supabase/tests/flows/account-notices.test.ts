import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { claimDeliveries, finishDeliveries, makeSubscriber } from "../helpers/deliveries.ts";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeWorld, required, type World } from "../helpers/world.ts";

let db: TestDatabase;
let world: World;

beforeAll(async () => {
  db = await createTestDatabase();
  world = await makeWorld(db);
});

/** Gives somebody a second factor. @returns a recovery code */
async function secure(user: TestUser): Promise<string> {
  const factor = randomUUID();
  await db.sql`
    insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
    values (${factor}, ${user.id}, 'App', 'totp', 'verified', now(), now())`;
  await db.sql`update auth.sessions set aal = 'aal2', factor_id = ${factor} where id = ${user.sessionId}`;
  const proven = { ...user.claims, aal: "aal2" };
  const codes = await asCommitted(
    db,
    proven,
    (sql) => sql<{ code: string }[]>`select public.create_recovery_codes() as code`,
  );
  return required(codes[0]).code;
}

const recover = (user: TestUser, code: string) =>
  asCommitted(db, user.claims, (sql) => sql`select public.use_recovery_code(${code})`);

/** What is told about an account, as the function `notify` gets it. */
async function told(user: TestUser, worker: string = randomUUID()) {
  const mine = (await claimDeliveries(db, worker)).filter(({ address }) => address === user.email);
  const contents = await db.as(
    "service_role",
    (sql) => sql`select * from public.notification_contents(${mine.map(({ notification_id: id }) => id)}::bigint[])`,
  );
  return { mine, contents };
}

describe("the owner of an account", () => {
  it("is told by mail that a recovery code was used, whatever they follow, with nothing in it that lets anybody in", async () => {
    const user = await db.createUser();
    const code = await secure(user);
    await makeSubscriber(db, world, { address: user.email, state: "unsubscribed" });
    await recover(user, code);
    await recover(user, code);
    const worker = randomUUID();
    const { mine, contents } = await told(user, worker);
    expect(mine).toMatchObject([
      {
        organization_id: "00000000-0000-0000-0000-000000000000",
        status_page_id: null,
        subscriber_id: user.id,
        channel: "email",
        token: "",
        confirmation_token: null,
      },
    ]);
    expect(contents).toMatchObject([{ topic: "account.recovery_code_used", organization_name: "Heliograph" }]);
    expect(JSON.stringify([mine, contents])).not.toContain(code);
    const [delivery] = mine;
    expect(await finishDeliveries(db, worker, [{ delivery_id: required(delivery).id, outcome: "sent" }])).toBe(1);
  });

  it("is told by mail that an administrator removed the second factor, if there was one", async () => {
    const user = await db.createUser();
    await secure(user);
    await db.sql`select admin.remove_second_factors(${user.email})`;
    await db.sql`select admin.remove_second_factors(${user.email})`;
    const { mine, contents } = await told(user);
    expect(mine).toHaveLength(1);
    expect(contents).toMatchObject([{ topic: "account.second_factors_removed" }]);
  });

  it("is told nothing by a code that is wrong, nor once the account is deleted", async () => {
    const user = await db.createUser();
    const code = await secure(user);
    await recover(user, "AAAA-AAAA-AAAA");
    expect((await told(user)).mine).toHaveLength(0);
    await recover(user, code);
    await db.sql`select private.fan_out(100)`;
    await db.sql`delete from auth.users where id = ${user.id}`;
    expect((await told(user)).mine).toHaveLength(0);
    expect(await db.sql`select 1 from private.outbox where processed_at is null`).toHaveLength(0);
  });

  it("has what was told forgotten after 90 days", async () => {
    const user = await db.createUser();
    await recover(user, await secure(user));
    await db.sql`select private.fan_out(100)`;
    await db.sql`update private.notifications set created_at = now() - interval '91 days' where topic like 'account.%'`;
    await db.sql`update private.deliveries set created_at = now() - interval '91 days' where user_id is not null`;
    await db.sql`select private.drop_old_notifications()`;
    expect(await db.sql`select 1 from private.deliveries where user_id is not null`).toHaveLength(0);
    expect(await db.sql`select 1 from private.notifications where topic like 'account.%'`).toHaveLength(0);
  });
});
