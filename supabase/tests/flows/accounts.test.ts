import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeOrganization, required } from "../helpers/world.ts";

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});

/** The same person with a proven second factor. */
async function withSecondFactor(user: TestUser): Promise<TestUser["claims"]> {
  await db.sql`
    insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at) values (${randomUUID()}, ${user.id}, 'totp', 'verified', now(), now())`;
  await db.sql`update auth.sessions set aal = 'aal2' where id = ${user.sessionId}`;
  return { ...user.claims, aal: "aal2" };
}

describe("sessions", () => {
  it("are listed, and one that is revoked reaches nothing from then on", async () => {
    const user = await db.createUser();
    const organization = await makeOrganization(db, user);
    const other = randomUUID();
    await db.sql`insert into auth.sessions (id, user_id, aal, user_agent, ip) values (${other}, ${user.id}, 'aal1', 'Firefox', '192.0.2.7')`;
    const elsewhere = { ...user.claims, session_id: other };
    const listed = await db.as(
      user.claims,
      (sql) => sql`select id, ip, user_agent, is_current from public.my_sessions()`,
    );
    expect(listed).toMatchObject([
      { id: user.sessionId, is_current: true },
      { id: other, ip: "192.0.2.7", user_agent: "Firefox", is_current: false },
    ]);
    expect(await db.as(elsewhere, (sql) => sql`select id from public.organizations`)).toHaveLength(1);
    const epoch = async () =>
      Number(
        required(
          (
            await db.sql<
              { epoch: string }[]
            >`select epoch from private.organization_topics where organization_id = ${organization}`
          )[0],
        ).epoch,
      );
    const before = await epoch();
    await asCommitted(db, user.claims, (sql) => sql`select public.revoke_session(${other})`);
    expect(await db.as(elsewhere, (sql) => sql`select id from public.organizations`)).toHaveLength(0);
    expect(await epoch()).toBeGreaterThan(before);
    await expect(
      asCommitted(db, user.claims, (sql) => sql`select public.revoke_session(${other})`),
    ).rejects.toMatchObject({ code: "HG404" });
  });

  it("of somebody else are out of reach", async () => {
    const [one, two] = [await db.createUser(), await db.createUser()];
    await expect(
      asCommitted(db, one.claims, (sql) => sql`select public.revoke_session(${two.sessionId})`),
    ).rejects.toMatchObject({ code: "HG404" });
    await asCommitted(db, one.claims, (sql) => sql`select public.revoke_other_sessions()`);
    expect(await db.sql`select 1 from auth.sessions where id in (${one.sessionId}, ${two.sessionId})`).toHaveLength(2);
  });
});

describe("a second factor that an organization requires", () => {
  it("is asked for by the database, whatever token a session shows", async () => {
    const user = await db.createUser();
    const organization = await makeOrganization(db, user);
    const require = (claims: TestUser["claims"]) =>
      asCommitted(
        db,
        claims,
        (sql) => sql`update public.organizations set requires_mfa = true where id = ${organization}`,
      );
    await expect(require(user.claims)).rejects.toMatchObject({ code: "HG403", detail: "requires_mfa" });
    const proven = await withSecondFactor(user);
    await require(proven);
    const sees = async (claims: TestUser["claims"]) =>
      (await db.as(claims, (sql) => sql`select id from public.organizations`)).length;
    expect(await sees(user.claims)).toBe(0);
    expect(await sees(proven)).toBe(1);
    // The factor was taken away meanwhile: the old token says aal2, the session does not.
    await db.sql`update auth.sessions set aal = 'aal1' where id = ${user.sessionId}`;
    expect(await sees(proven)).toBe(0);
  });
});

describe("a second factor of one's own", () => {
  it("is asked for everywhere once there is one: the password alone is nobody", async () => {
    const user = await db.createUser();
    const organization = await makeOrganization(db, user);
    const proven = await withSecondFactor(user);
    const other = randomUUID();
    await db.sql`insert into auth.sessions (id, user_id, aal) values (${other}, ${user.id}, 'aal1')`;
    const password = { ...user.claims, session_id: other, aal: "aal1" };
    const seen = (claims: TestUser["claims"]) =>
      db.as(claims, (sql) => sql`select id from public.organizations where id = ${organization}`);
    expect(await seen(proven)).toHaveLength(1);
    expect(await seen(password)).toHaveLength(0);
    for (const call of [
      `public.create_organization('Mine', 'mine-${other.slice(0, 8)}')`,
      "public.revoke_other_sessions()",
      "public.export_account()",
      `public.delete_account('${user.email}')`,
    ])
      await expect(
        db.as(password, (sql) => sql.unsafe(`select ${call}`)),
        call,
      ).rejects.toMatchObject({
        code: "HG403",
        message: "Enter the code of your authenticator app first.",
      });
    await expect(
      db.as({ ...password, session_id: randomUUID() }, (sql) => sql`select public.export_account()`),
    ).rejects.toMatchObject({ code: "HG401" });
    expect(
      await db.as(
        password,
        (sql) => sql`update public.profiles set full_name = 'Taken' where id = ${user.id} returning id`,
      ),
    ).toHaveLength(0);
  });
});

it("a password is lacking until there is one, for people of a provider never, and for a session that ended neither", async () => {
  const user = await db.createUser();
  const lacks = async () => {
    const [row] = await db.as(user.claims, (sql) => sql<{ lacks: boolean }[]>`select public.lacks_password() as lacks`);
    return required(row).lacks;
  };
  expect(await lacks()).toBe(true);
  await db.sql`update auth.users set encrypted_password = '' where id = ${user.id}`;
  expect(await lacks()).toBe(true);
  await db.sql`update auth.users set encrypted_password = '$2a$10$x' where id = ${user.id}`;
  expect(await lacks()).toBe(false);
  await db.sql`update auth.users set encrypted_password = null where id = ${user.id}`;
  await db.sql`
    insert into auth.identities (provider_id, user_id, provider, identity_data) values (${user.id}, ${user.id}, 'google', '{}')`;
  expect(await lacks()).toBe(false);
  await db.sql`update auth.identities set provider = 'email' where user_id = ${user.id}`;
  expect(await lacks()).toBe(true);
  await db.sql`delete from auth.sessions where user_id = ${user.id}`;
  expect(await lacks()).toBe(false);
});

describe("recovery codes", () => {
  const use = async (user: TestUser, code: string) =>
    required(
      (
        await asCommitted(
          db,
          user.claims,
          (sql) => sql<{ state: string }[]>`select public.use_recovery_code(${code}) as state`,
        )
      )[0],
    ).state;
  const create = (claims: TestUser["claims"]) =>
    asCommitted(db, claims, async (sql) =>
      (await sql<{ code: string }[]>`select public.create_recovery_codes() as code`).map(({ code }) => code),
    );

  it("are ten, each works once, typed in any way, and new ones make the old void", async () => {
    const user = await db.createUser();
    await expect(create(user.claims)).rejects.toMatchObject({ code: "HG403" });
    const proven = await withSecondFactor(user);
    const codes = await create(proven);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
    const [first = "", second = ""] = codes;
    expect(await use(user, first.toLowerCase().replaceAll("-", " "))).toBe("used");
    const factors = () => db.sql`select 1 from auth.mfa_factors where user_id = ${user.id}`;
    expect(await factors()).toHaveLength(0);
    expect(await db.sql`select aal::text, factor_id from auth.sessions where user_id = ${user.id}`).toEqual([
      { aal: "aal1", factor_id: null },
    ]);
    // The answer may have been lost: asked again, it is the same, and nothing more goes.
    expect(await use(user, first)).toBe("used");
    await withSecondFactor(user);
    expect(await use(user, first)).toBe("wrong");
    expect(await factors()).toHaveLength(1);
    expect([...(await db.as(proven, (sql) => sql`select public.recovery_codes_left() as left`))]).toEqual([
      { left: 9 },
    ]);
    await create(proven);
    expect(await use(user, second)).toBe("wrong");
    expect(JSON.stringify(await db.sql`select * from private.recovery_codes`)).not.toContain(second);
  });

  it("lets nobody stay who knew the password", async () => {
    const user = await db.createUser();
    const [code = ""] = await create(await withSecondFactor(user));
    const other = randomUUID();
    await db.sql`insert into auth.sessions (id, user_id, aal) values (${other}, ${user.id}, 'aal1')`;
    await db.sql`update auth.users set encrypted_password = 'known to another' where id = ${user.id}`;
    expect(await use(user, code)).toBe("used");
    expect([...(await db.sql`select id from auth.sessions where user_id = ${user.id}`)]).toEqual([
      { id: user.sessionId },
    ]);
    expect([...(await db.as(user.claims, (sql) => sql`select public.lacks_password() as lacks`))]).toEqual([
      { lacks: true },
    ]);
    const gone = { ...user.claims, session_id: other };
    await expect(db.as(gone, (sql) => sql`select public.use_recovery_code(${code})`)).rejects.toMatchObject({
      code: "HG401",
    });
  });

  it("cannot be tried out, and another's are of no use", async () => {
    const [user, other] = [await db.createUser(), await db.createUser()];
    const [code = ""] = await create(await withSecondFactor(user));
    expect(await use(other, code)).toBe("wrong");
    for (let n = 0; n < 10; n += 1) expect(await use(user, "AAAA-AAAA-AAAA")).toBe("wrong");
    expect(await use(user, code)).toBe("too_many");
    const refusals = await db.sql`
      select 1 from public.audit_events where object_id = ${user.id} and action = 'recovery_codes.refuse_code'`;
    expect(refusals).toHaveLength(10);
    await db.sql`update private.recovery_attempts set first_failed_at = now() - interval '61 minutes'`;
    expect(await use(user, code)).toBe("used");
  });
});

describe("who asks for a second factor", () => {
  const demands = (claims: TestUser["claims"]) =>
    db.as(claims, (sql) => sql`select reason, organization_slug from public.second_factor_demands()`);

  it("are the organizations that require it, until the session has proven it", async () => {
    const user = await db.createUser();
    const [strict, lax] = [await makeOrganization(db, user), await makeOrganization(db, user)];
    await db.sql`update public.organizations set requires_mfa = true, slug = ${`strict-${user.id.slice(0, 8)}`} where id = ${strict}`;
    expect(await demands(user.claims)).toMatchObject([
      { reason: "organization", organization_slug: `strict-${user.id.slice(0, 8)}` },
    ]);
    expect(await demands(await withSecondFactor(user))).toHaveLength(0);
    await db.sql`update public.organizations set deleted_at = now() where id in (${strict}, ${lax})`;
    expect(await demands(user.claims)).toHaveLength(0);
    expect(await demands((await db.createUser()).claims)).toHaveLength(0);
  });

  it("is the account itself after a recovery code took its factor away, until there is a new one", async () => {
    const user = await db.createUser();
    const proven = await withSecondFactor(user);
    const [row] = await asCommitted(
      db,
      proven,
      (sql) => sql<{ code: string }[]>`select public.create_recovery_codes() as code`,
    );
    await asCommitted(db, user.claims, (sql) => sql`select public.use_recovery_code(${required(row).code})`);
    expect(await demands(user.claims)).toMatchObject([{ reason: "recovered", organization_slug: null }]);
    await withSecondFactor(user);
    expect(await demands(user.claims)).toHaveLength(0);
  });
});

describe("leaving for good", () => {
  const leave = (user: TestUser, confirmation = user.email) =>
    asCommitted(db, user.claims, (sql) => sql`select public.delete_account(${confirmation})`);

  it("takes the data along, is confirmed by the address, and ends every trace but the log", async () => {
    const user = await db.createUser({ userMetadata: { full_name: "Mara Lindqvist" } });
    const alone = await makeOrganization(db, user);
    const [row] = await db.as(
      user.claims,
      (sql) => sql<{ data: { account: object; memberships: object[] } }[]>`select public.export_account() as data`,
    );
    expect(row?.data).toMatchObject({
      account: { email: user.email, full_name: "Mara Lindqvist" },
      memberships: [{ role: "admin" }],
    });
    await expect(leave(user, "other@example.com")).rejects.toMatchObject({ code: "HG422", detail: "confirmation" });
    await leave(user);
    expect(await db.sql`select 1 from auth.users where id = ${user.id}`).toHaveLength(0);
    expect(await db.sql`select 1 from public.organizations where id = ${alone}`).toHaveLength(0);
    expect(await db.sql`select 1 from public.audit_events where actor_id = ${user.id}`).not.toHaveLength(0);
  });

  it("is refused to the only admin of a team", async () => {
    const [user, mate] = [await db.createUser(), await db.createUser()];
    const organization = await makeOrganization(db, user);
    await db.sql`insert into public.members (organization_id, user_id, role) values (${organization}, ${mate.id}, 'editor')`;
    await expect(leave(user)).rejects.toMatchObject({ code: "HG409" });
    await db.sql`update public.members set role = 'admin' where user_id = ${mate.id}`;
    await leave(user);
    expect(await db.sql`select 1 from public.organizations where id = ${organization}`).toHaveLength(1);
  });
});
