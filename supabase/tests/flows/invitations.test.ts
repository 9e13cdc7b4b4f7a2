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
    await db.sql`update public.invitations set expires_at = now() where id = ${expired.id}`;
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
