import { beforeEach, expect, it } from "vitest";
import type { TestUser } from "../helpers/test-database.ts";
import { asCommitted } from "../helpers/world.ts";
import { db, prepareInstance } from "./instance-support.ts";

prepareInstance();

let ada: TestUser;
let ben: TestUser;

beforeEach(async () => {
  await db.sql`update private.instance set mode = 'enterprise'`;
  ada = await db.createUser();
  await db.sql`update private.instance set mode = null`;
  ben = await db.createUser();
  await db.sql`update private.instance set mode = 'enterprise'`;
  await db.sql`insert into private.instance_admins (user_id) values (${ben.id})`;
});

const by = (user: TestUser, statement: string) => asCommitted(db, user.claims, (sql) => sql.unsafe(statement));
const leave = (user: TestUser) => `select public.delete_account('${user.email}')`;
const withdraw = (user: TestUser) => `select public.grant_instance_admin('${user.id}', false)`;
const lockOut = (user: TestUser) => `select public.suspend_account('${user.id}', true, 'Reviewed')`;

/** How many could administer the instance now. */
const able = async () =>
  (
    await db.sql`
    select 1 from private.instance_admins a join auth.users u on u.id = a.user_id where coalesce(u.banned_until, '-infinity') <= now()`
  ).length;

it.each([
  ["both leave", leave, leave, true],
  ["one leaves, one withdraws", leave, withdraw, false],
  ["both withdraw", withdraw, withdraw, true],
  ["each locks the other out", lockOut, lockOut, false],
])("of two master administrators who act at once one is left: %s", async (_, first, second, isOnSelf) => {
  const results = await Promise.allSettled([
    by(ada, first(isOnSelf || first === leave ? ada : ben)),
    by(ben, second(isOnSelf || second === withdraw ? ben : ada)),
  ]);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await able()).toBe(1);
});

it("somebody who is locked out is no other master administrator", async () => {
  await by(ada, lockOut(ben));
  for (const statement of [withdraw(ada), leave(ada)])
    await expect(by(ada, statement)).rejects.toMatchObject({ code: "HG409" });
  expect(await able()).toBe(1);
});

it("whoever comes after the master administrator is lost does not become one", async () => {
  const guest = await db.createUser({ email: "member@example.com" }).catch(() => undefined);
  expect(guest).toBeUndefined();
  await db.sql`delete from auth.users where id = ${ada.id}`;
  await db.sql`delete from private.instance_admins where user_id = ${ben.id}`;
  await db.sql`select private.permit_account('late@example.com', 'created', interval '1 hour')`;
  await db.createUser({ email: "late@example.com" });
  expect(await able()).toBe(0);
});
