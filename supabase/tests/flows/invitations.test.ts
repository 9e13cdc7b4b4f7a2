import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeOrganization, required, unique } from "../helpers/world.ts";

let db: TestDatabase;
let admin: TestUser;
let organization: string;

beforeAll(async () => {
  db = await createTestDatabase();
  admin = await db.createUser();
  organization = await makeOrganization(db, admin);
});

const address = () => `${unique("guest")}@example.com`;

async function invite(email: string, role = "editor"): Promise<{ id: string; token: string }> {
  const { id } = await asCommitted(db, admin.claims, async (sql) =>
    required(
      (
        await sql<
          { id: string }[]
        >`select id from public.invite_member(${organization}, ${email}, ${role}::public.member_role)`
      )[0],
    ),
  );
  return { id, token: await tokenOf(id) };
}

/** As the mail holds it. */
const tokenOf = async (id: string) =>
  required(
    (await db.sql<{ token: string }[]>`select token from private.invitation_tokens where invitation_id = ${id}`)[0],
  ).token;

const accept = (user: TestUser, token: string) =>
  asCommitted(db, user.claims, (sql) => sql<{ slug: string }[]>`select public.accept_invitation(${token}) as slug`);

const acceptById = (user: TestUser, id: string) =>
  asCommitted(
    db,
    user.claims,
    async (sql) => (await sql<{ slug: string }[]>`select public.accept_my_invitation(${id}) as slug`)[0]?.slug,
  );

const mine = async (user: TestUser) =>
  (await db.as(user.claims, (sql) => sql<{ id: string }[]>`select * from public.my_invitations()`)).map((row) => ({
    ...row,
  }));

describe("an invitation", () => {
  it("is read by whoever has the link, accepted by the invited address alone, and works once", async () => {
    const email = address();
    const { token } = await invite(email.toUpperCase());
    expect(await db.as("anon", (sql) => sql`select role, email from public.invitation(${token})`)).toMatchObject([
      { role: "editor", email },
    ]);
    const stranger = await db.createUser();
    await expect(accept(stranger, token)).rejects.toMatchObject({ code: "HG403", detail: "email" });
    const guest = await db.createUser({ email });
    const [joined] = await accept(guest, token);
    expect(joined?.slug).toBeTruthy();
    expect([...(await db.sql`select role from public.members where user_id = ${guest.id}`)]).toEqual([
      { role: "editor" },
    ]);
    await expect(accept(guest, token)).rejects.toMatchObject({ code: "HG404" });
    expect(await db.as("anon", (sql) => sql`select * from public.invitation(${token})`)).toHaveLength(0);
  });

  it("an address that is not confirmed is nobody's yet", async () => {
    const email = address();
    const { token } = await invite(email);
    const guest = await db.createUser({ email });
    await db.sql`update auth.users set email_confirmed_at = null where id = ${guest.id}`;
    await expect(accept(guest, token)).rejects.toMatchObject({ code: "HG403" });
  });

  it("expires, is revoked, and is void once it was sent again", async () => {
    const guest = await db.createUser();
    const expired = await invite(guest.email);
    await db.sql`update public.invitations set expires_at = now(), sent_at = now() - interval '2 minutes' where id = ${expired.id}`;
    await expect(accept(guest, expired.token)).rejects.toMatchObject({ code: "HG404" });
    const again = await invite(guest.email, "viewer");
    expect(again.id).toBe(expired.id);
    await expect(accept(guest, expired.token)).rejects.toMatchObject({ code: "HG404" });
    await asCommitted(db, admin.claims, (sql) => sql`select public.revoke_invitation(${again.id})`);
    await expect(accept(guest, again.token)).rejects.toMatchObject({ code: "HG404" });
    await expect(
      asCommitted(db, admin.claims, (sql) => sql`select public.resend_invitation(${again.id})`),
    ).rejects.toMatchObject({ code: "HG409" });
  });

  it("accepted twice at once makes one member", async () => {
    const guest = await db.createUser();
    const { token } = await invite(guest.email);
    const results = await Promise.allSettled([accept(guest, token), accept(guest, token)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await db.sql`select 1 from public.members where user_id = ${guest.id}`).toHaveLength(1);
  });

  it("keeps its link until the newest mail has left", async () => {
    const { id } = await invite(address());
    const token = async () =>
      required(
        (
          await db.sql<
            { token: string | null }[]
          >`select token from private.invitation_tokens where invitation_id = ${id}`
        )[0],
      ).token;
    const deliver = async () =>
      db.sql`
        update private.deliveries set state = 'sent', finished_at = now()
        where id = (select id from private.deliveries where invitation_id = ${id} and state = 'queued' order by id limit 1)`;
    await db.sql`select private.fan_out(20)`;
    await db.sql`update public.invitations set sent_at = now() - interval '2 minutes' where id = ${id}`;
    await asCommitted(db, admin.claims, (sql) => sql`select public.resend_invitation(${id})`);
    await deliver();
    expect(await token()).toMatch(/^inv_/);
    await db.sql`select private.fan_out(20)`;
    await deliver();
    expect(await token()).toBeNull();
  });

  it("is sent once a minute, and ten times a day to one address, whoever sends it", async () => {
    const email = address();
    await invite(email);
    await expect(invite(email)).rejects.toMatchObject({ code: "HG429", detail: "email" });
    const [{ id } = { id: "" }] = await db.sql<
      { id: string }[]
    >`select id from public.invitations where email = ${email}`;
    const resend = () => asCommitted(db, admin.claims, (sql) => sql`select public.resend_invitation(${id})`);
    await expect(resend()).rejects.toMatchObject({ code: "HG429" });
    for (let n = 2; n <= 9; n += 1) {
      await asCommitted(
        db,
        admin.claims,
        (sql) =>
          sql`select public.revoke_invitation((select i.id from public.invitations i where i.email = ${email} and i.revoked_at is null))`,
      );
      await invite(email);
    }
    const other = await db.createUser();
    const theirs = await makeOrganization(db, other);
    const inviteThere = () =>
      asCommitted(db, other.claims, (sql) => sql`select public.invite_member(${theirs}, ${email}, 'viewer')`);
    await inviteThere();
    await db.sql`update public.invitations set sent_at = now() - interval '2 minutes' where email = ${email}`;
    await expect(inviteThere()).rejects.toMatchObject({ code: "HG429", detail: "email" });
  });

  it("is refused for members, for what is no address, and in bulk", async () => {
    await expect(invite(admin.email)).rejects.toMatchObject({ code: "HG411", detail: "email" });
    await expect(invite("nobody")).rejects.toMatchObject({ code: "HG422", detail: "email" });
    const other = await db.createUser();
    const theirs = await makeOrganization(db, other);
    const many = (count: number) =>
      asCommitted(db, other.claims, async (sql) => {
        for (let n = 0; n < count; n += 1) await sql`select public.invite_member(${theirs}, ${address()}, 'viewer')`;
      });
    await many(50);
    await expect(many(1)).rejects.toMatchObject({ code: "HG429" });
  });

  it("of another organization is nobody else's business, and the log names no address", async () => {
    const email = address();
    const { id } = await invite(email);
    const outsider = await db.createUser();
    await makeOrganization(db, outsider);
    for (const act of ["resend_invitation", "revoke_invitation"])
      await expect(db.as(outsider.claims, (sql) => sql.unsafe(`select public.${act}('${id}')`))).rejects.toMatchObject({
        code: "HG403",
      });
    expect(JSON.stringify(await db.sql`select * from public.audit_events`)).not.toContain(email);
  });
});

/** What the mail of an invitation says. */
async function mailOf(id: string): Promise<string> {
  await db.sql`
    select private.fan_out_invitation(o) from private.outbox o
    where o.topic = 'invitation.created' and o.payload ->> 'invitation_id' = ${id}`;
  const rows = await db.sql<{ body: string }[]>`
    select c.body from private.notifications n, private.invitation_contents(array[n.id]) c where n.details ->> 'invitation_id' = ${id}`;
  return required(rows[0]).body;
}

it("the mail says that a card is needed where accounts need one", async () => {
  const card = "An account needs a card before it can join an organization.";
  expect(await mailOf((await invite(address())).id)).not.toContain(card);
  const { id } = await invite(address());
  await db.sql`update private.instance set mode = 'saas'`;
  try {
    expect(await mailOf(id)).toContain(card);
  } finally {
    await db.sql`update private.instance set mode = null`;
  }
});

describe("invitations of one's own", () => {
  it("are found without the link, and accepted by their id", async () => {
    const guest = await db.createUser();
    expect(await mine(guest)).toEqual([]);
    const { id, token } = await invite(guest.email.toUpperCase(), "operator");
    expect(await mine(guest)).toEqual([
      { id, organization_name: expect.any(String), role: "operator", invited_by: null, expires_at: expect.any(Date) },
    ]);
    expect(await acceptById(guest, id)).toBeTruthy();
    expect([...(await db.sql`select role from public.members where user_id = ${guest.id}`)]).toEqual([
      { role: "operator" },
    ]);
    expect(await mine(guest)).toEqual([]);
    await expect(acceptById(guest, id)).rejects.toMatchObject({ code: "HG404" });
    await expect(accept(guest, token)).rejects.toMatchObject({ code: "HG404" });
  });

  it("another's is refused as one that does not exist, and listed to nobody else", async () => {
    const { id } = await invite(address());
    const stranger = await db.createUser();
    await makeOrganization(db, stranger);
    const refusal = (of: string) => acceptById(stranger, of).catch((error: unknown) => error);
    const [theirs, missing] = [await refusal(id), await refusal(crypto.randomUUID())];
    expect(theirs).toMatchObject({ code: "HG404" });
    expect(String(theirs)).toBe(String(missing));
    expect(await mine(stranger)).toEqual([]);
    expect(await mine(admin)).toEqual([]);
  });

  const second = (guest: TestUser) => db.sql`
    insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
    values (gen_random_uuid(), ${guest.id}, 'totp', 'verified', now(), now())`;

  it.each([
    [
      "an address that is not proven",
      "HG404",
      (guest: TestUser) => db.sql`update auth.users set email_confirmed_at = null where id = ${guest.id}`,
    ],
    [
      "a session that has ended",
      "HG401",
      (guest: TestUser) => db.sql`delete from auth.sessions where user_id = ${guest.id}`,
    ],
    ["a second factor that was not given", "HG403", second],
  ])("are out of reach for %s", async (_, code, spoil) => {
    const guest = await db.createUser();
    const { id } = await invite(guest.email);
    expect(await mine(guest)).toHaveLength(1);
    await spoil(guest);
    expect(await mine(guest)).toEqual([]);
    await expect(acceptById(guest, id)).rejects.toMatchObject({ code });
  });

  it("that expired or were revoked are off the list", async () => {
    const guest = await db.createUser();
    const { id } = await invite(guest.email);
    await db.sql`update public.invitations set expires_at = now(), sent_at = now() - interval '2 minutes' where id = ${id}`;
    expect(await mine(guest)).toEqual([]);
    await expect(acceptById(guest, id)).rejects.toMatchObject({ code: "HG404" });
    await invite(guest.email);
    expect(await mine(guest)).toHaveLength(1);
    await asCommitted(db, admin.claims, (sql) => sql`select public.revoke_invitation(${id})`);
    expect(await mine(guest)).toEqual([]);
    await expect(acceptById(guest, id)).rejects.toMatchObject({ code: "HG404" });
  });

  const close = (columns: Record<string, Date | string | null>) =>
    db.sql`update public.organizations set ${db.sql(columns)} where id = ${organization}`;
  const suspension = { suspended_at: new Date(), suspension_cause: "administrator", suspension_reason: "Under review" };

  it.each([
    ["suspended", suspension, { suspended_at: null, suspension_cause: null, suspension_reason: null }],
    ["deleted", { deleted_at: new Date() }, { deleted_at: null }],
  ])("lead nowhere while the organization is %s", async (_, closed, open) => {
    const guest = await db.createUser();
    const { id, token } = await invite(guest.email);
    await close(closed);
    expect(await mine(guest)).toEqual([]);
    expect(await db.as("anon", (sql) => sql`select * from public.invitation(${token})`)).toHaveLength(0);
    await expect(acceptById(guest, id)).rejects.toMatchObject({ code: "HG404" });
    await expect(accept(guest, token)).rejects.toMatchObject({ code: "HG404" });
    await close(open);
    expect(await acceptById(guest, id)).toBeTruthy();
  });

  it("by id and by link at once make one member", async () => {
    const guest = await db.createUser();
    const { id, token } = await invite(guest.email);
    const results = await Promise.allSettled([acceptById(guest, id), accept(guest, token), acceptById(guest, id)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(results.filter(({ status }) => status === "rejected")).toMatchObject([
      { reason: { code: "HG404" } },
      { reason: { code: "HG404" } },
    ]);
    expect(await db.sql`select 1 from public.members where user_id = ${guest.id}`).toHaveLength(1);
  });

  it("need a card where accounts do", async () => {
    const guest = await db.createUser();
    const { id } = await invite(guest.email);
    await db.sql`update private.instance set mode = 'saas'`;
    try {
      expect(await mine(guest)).toHaveLength(1);
      await expect(acceptById(guest, id)).rejects.toMatchObject({ code: "HG402", detail: "card" });
    } finally {
      await db.sql`update private.instance set mode = null`;
    }
  });
});
