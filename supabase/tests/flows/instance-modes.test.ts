import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeOrganization, required, unique } from "../helpers/world.ts";
import { db, prepareInstance } from "./instance-support.ts";

prepareInstance();

const signUp = (email: string, provider = "email") =>
  db.sql`
    insert into auth.users (id, aud, role, email, raw_app_meta_data)
    values (${randomUUID()}, 'authenticated', 'authenticated', ${email}, ${db.sql.json({ provider })}) returning id`;

const hook = async (email: string) =>
  required(
    (
      await db.sql<{ answer: { error?: { http_code: number } } }[]>`
        select private.before_user_created(${db.sql.json({ user: { email, app_metadata: { provider: "email" } } })}) as answer`
    )[0],
  ).answer;

const state = async () =>
  db.as("anon", async (sql) => required((await sql`select mode, sign_up from public.instance_state()`)[0]));

describe("an enterprise", () => {
  beforeEach(() => db.sql`update private.instance set mode = 'enterprise'`);

  it("makes its first account master administrator and closes sign-up, in trigger and hook", async () => {
    expect(await state()).toEqual({ mode: "enterprise", sign_up: "first" });
    const [first] = await signUp("first@example.com");
    expect([...(await db.sql`select user_id from private.instance_admins`)]).toEqual([{ user_id: first?.["id"] }]);
    expect(await state()).toEqual({ mode: "enterprise", sign_up: "closed" });
    await expect(signUp("second@example.com")).rejects.toMatchObject({ code: "HG403", detail: "email" });
    expect(await hook("second@example.com")).toMatchObject({ error: { http_code: 403 } });
  });

  it("takes one of two first accounts that come at once", async () => {
    const results = await Promise.allSettled([signUp("one@example.com"), signUp("two@example.com")]);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(results.find((result) => result.status === "rejected")).toMatchObject({ reason: { code: "HG403" } });
    expect(await db.sql`select 1 from private.instance_admins`).toHaveLength(1);
  });

  it("waits for the first account's mail: nobody else becomes master administrator meanwhile", async () => {
    await signUp("first@example.com");
    await db.sql`update auth.users set created_at = now() - interval '49 hours'`;
    await db.sql`select private.forget_sign_ups()`;
    expect(await state()).toEqual({ mode: "enterprise", sign_up: "closed" });
    await expect(signUp("stranger@example.com")).rejects.toMatchObject({ code: "HG403" });
  });

  it("lets in whom the master administrator allows, once and not for ever", async () => {
    const admin = await db.createUser();
    await asCommitted(db, admin.claims, (sql) => sql`select public.allow_account('New@Example.com')`);
    expect(await hook("new@example.com")).toEqual({});
    await signUp("new@example.com");
    await db.sql`delete from auth.users where email = 'new@example.com'`;
    await expect(signUp("new@example.com")).rejects.toMatchObject({ code: "HG403" });
    await asCommitted(db, admin.claims, (sql) => sql`select public.allow_account('late@example.com')`);
    await db.sql`update private.account_permits set expires_at = now() - interval '1 second'`;
    await expect(signUp("late@example.com")).rejects.toMatchObject({ code: "HG403" });
    await expect(
      asCommitted(db, admin.claims, (sql) => sql`select public.allow_account(${admin.email})`),
    ).rejects.toMatchObject({ code: "HG411", detail: "email" });
  });

  it("an invitation lets an unknown address in only where the setting says so", async () => {
    const admin = await db.createUser();
    const organization = await makeOrganization(db, admin);
    const invite = (email: string) =>
      asCommitted(db, admin.claims, (sql) => sql`select public.invite_member(${organization}, ${email}, 'viewer')`);
    await invite("guest@example.com");
    await expect(signUp("guest@example.com")).rejects.toMatchObject({ code: "HG403" });
    await asCommitted(db, admin.claims, (sql) => sql`select public.set_instance_settings(true)`);
    await invite("guest@example.com");
    await signUp("guest@example.com");
  });

  it("gives the organization that waits to the first account, once", async () => {
    const id = randomUUID();
    await db.sql`insert into public.organizations (id, name, slug) values (${id}, 'Waiting', ${unique("waiting")})`;
    await db.sql`update private.instance set adopted_organization_id = ${id}`;
    const first = await db.createUser();
    expect([...(await db.sql`select user_id, role from public.members where organization_id = ${id}`)]).toEqual([
      { user_id: first.id, role: "admin" },
    ]);
    expect([...(await db.sql`select adopted_organization_id from private.instance`)]).toEqual([
      { adopted_organization_id: null },
    ]);
  });
});

describe("the setup screen", () => {
  it("belongs to the oldest account and works once", async () => {
    const [first, second] = [await db.createUser(), await db.createUser()];
    const setUp = (user: TestUser, mode: string) =>
      asCommitted(db, user.claims, (sql) => sql`select public.set_up_instance(${mode}::public.instance_mode)`);
    await expect(setUp(second, "saas")).rejects.toMatchObject({ code: "HG403" });
    await setUp(first, "saas");
    await expect(setUp(first, "enterprise")).rejects.toMatchObject({ code: "HG409", detail: "mode" });
    expect(await state()).toEqual({ mode: "saas", sign_up: "open" });
    expect([...(await db.sql`select user_id from private.instance_admins`)]).toEqual([{ user_id: first.id }]);
  });
});
