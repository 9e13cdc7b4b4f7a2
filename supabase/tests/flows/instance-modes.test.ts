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

let loggedBefore: string;
beforeEach(async () => {
  loggedBefore = required(
    (await db.sql<{ id: string }[]>`select coalesce(max(id), 0) as id from public.audit_events`)[0],
  ).id;
});

/** What the instance's log says of its mode and who administers it, since the test began. */
const logged = async () => [
  ...(await db.sql`
    select action, actor_id, object_id, after from public.audit_events
    where organization_id is null and object_type in ('instance', 'instance_admins')
      and id > ${loggedBefore} order by id`),
];

describe("an enterprise", () => {
  beforeEach(() => db.sql`update private.instance set mode = 'enterprise'`);

  it("makes its first account master administrator and closes sign-up, in trigger and hook", async () => {
    expect(await state()).toEqual({ mode: "enterprise", sign_up: "first" });
    const [first] = await signUp("first@example.com");
    expect(await logged()).toEqual([
      { action: "instance.set_mode", actor_id: null, object_id: "instance", after: { mode: "enterprise" } },
      { action: "instance_admins.grant", actor_id: first?.["id"], object_id: first?.["id"], after: null },
    ]);
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
    await signUp("guest@example.com");
  });

  describe("whoever is invited without an account", () => {
    let admin: TestUser;
    let organization: string;
    const guest = "guest@example.com";
    beforeEach(async () => {
      admin = await db.createUser();
      organization = await makeOrganization(db, admin);
    });

    const byAdmin = (work: Parameters<typeof asCommitted>[2]) => asCommitted(db, admin.claims, work);
    const invite = async (email = guest, into = organization) => {
      const [row] = await asCommitted(
        db,
        admin.claims,
        (sql) => sql<{ id: string }[]>`select id from public.invite_member(${into}, ${email}, 'viewer')`,
      );
      return required(row).id;
    };
    const waiting = async () =>
      (await db.as(admin.claims, (sql) => sql<{ email: string }[]>`select * from public.waiting_accounts()`)).map(
        ({ email }) => email,
      );
    const allow = (email: string) => byAdmin((sql) => sql`select public.allow_account(${email})`);
    const set = (isOn: boolean) => byAdmin((sql) => sql`select public.set_instance_settings(${isOn})`);
    /** What the link says of the ways in. */
    const waysIn = async (id: string) => {
      const [row] = await db.sql<
        { token: string }[]
      >`select token from private.invitation_tokens where invitation_id = ${id}`;
      const [told] = await db.as(
        "anon",
        (sql) => sql`select may_sign_up, awaits_account from public.invitation(${required(row).token})`,
      );
      return told;
    };

    it("waits for the master administrator, who sees where and by whom, until there is an account", async () => {
      const id = await invite();
      expect(await waysIn(id)).toEqual({ may_sign_up: false, awaits_account: true });
      expect([...(await db.as(admin.claims, (sql) => sql`select * from public.waiting_accounts()`))]).toEqual([
        {
          id,
          email: guest,
          organization_name: expect.any(String),
          role: "viewer",
          invited_by: admin.email,
          invited_at: expect.any(Date),
        },
      ]);
      await allow(guest);
      // Should making the account fail, it can be tried again.
      expect(await waiting()).toEqual([guest]);
      expect(await waysIn(id)).toMatchObject({ may_sign_up: true });
      await signUp(guest);
      expect(await waiting()).toEqual([]);
      expect(await waysIn(id)).toEqual({ may_sign_up: false, awaits_account: false });
    });

    it("waits in each organization; these take turns, the longest first", async () => {
      await invite();
      await db.sql`update public.invitations set created_at = now() - interval '1 hour'`;
      await invite("other@example.com");
      await invite(guest, await makeOrganization(db, admin));
      expect(await waiting()).toEqual([guest, guest, "other@example.com"]);
    });

    it.each([
      ["is revoked", (id: string) => byAdmin((sql) => sql`select public.revoke_invitation(${id})`)],
      ["has expired", (id: string) => db.sql`update public.invitations set expires_at = now() where id = ${id}`],
      [
        "is to a suspended organization",
        () => byAdmin((sql) => sql`select public.suspend_organization(${organization}, 'Under review')`),
      ],
      [
        "is to an address of single sign-on",
        () => db.sql`
        insert into private.sso_domains (domain, provider, proven_at) values ('example.com', 'custom:acme', now())`,
      ],
      ["is to an instance with open sign-up", () => db.sql`update private.instance set mode = 'saas'`],
    ])("waits no longer once the invitation %s", async (_, end) => {
      const id = await invite();
      expect(await waiting()).toEqual([guest]);
      await end(id);
      try {
        expect(await waiting()).toEqual([]);
      } finally {
        await db.sql`delete from private.sso_domains`;
      }
    });

    it("may sign up once the setting is on, and no more when it is off again", async () => {
      const id = await invite();
      await set(true);
      expect(await waiting()).toEqual([]);
      expect(await waysIn(id)).toEqual({ may_sign_up: true, awaits_account: false });
      await set(false);
      expect(await waiting()).toEqual([guest]);
      await expect(signUp(guest)).rejects.toMatchObject({ code: "HG403" });
      await set(true);
      await signUp(guest);
    });

    it("is nobody else's to know of: the link says nothing of accounts where sign-up is open", async () => {
      const member = await invite("member@example.com");
      await allow("member@example.com");
      await signUp("member@example.com");
      const id = await invite();
      await db.sql`update private.instance set mode = 'saas'`;
      expect(await waysIn(member)).toEqual(await waysIn(id));
      expect(await db.as("anon", (sql) => sql`select * from public.invitation('inv_none')`)).toHaveLength(0);
    });
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
    expect(await logged()).toEqual([
      { action: "instance.set_mode", actor_id: first.id, object_id: "instance", after: { mode: "saas" } },
      { action: "instance_admins.grant", actor_id: first.id, object_id: first.id, after: null },
    ]);
    await expect(setUp(first, "enterprise")).rejects.toMatchObject({ code: "HG409", detail: "mode" });
    expect(await state()).toEqual({ mode: "saas", sign_up: "open" });
    expect([...(await db.sql`select user_id from private.instance_admins`)]).toEqual([{ user_id: first.id }]);
  });

  it("is passed over by SQL, which leaves who became master administrator in the log", async () => {
    const first = await db.createUser();
    await db.sql`select admin.set_mode('saas')`;
    await db.sql`select admin.set_mode('saas')`;
    expect(await logged()).toEqual([
      { action: "instance.set_mode", actor_id: null, object_id: "instance", after: { mode: "saas" } },
      { action: "instance_admins.grant", actor_id: null, object_id: first.id, after: null },
    ]);
  });
});
