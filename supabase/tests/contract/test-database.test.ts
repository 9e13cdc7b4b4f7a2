import { describe, expect, test } from "vitest";
import { testEnvironment } from "../helpers/stack-environment.ts";
import { createTestDatabase } from "../helpers/test-database.ts";

describe.skipIf(testEnvironment().kind !== "embedded")("the database helper (embedded stack only)", async () => {
  const database = await createTestDatabase();
  await database.sql`create table public.notes (id int, owner uuid default auth.uid())`;
  await database.sql`alter table public.notes enable row level security`;
  await database.sql`grant all on public.notes to authenticated, anon`;
  await database.sql`create policy own on public.notes to authenticated using (owner = (select auth.uid()))`;
  const user = await database.createUser();

  test("runs as a user under row security and rolls back", async () => {
    const seen = await database.as(user.claims, async (sql) => {
      await sql`insert into public.notes (id) values (1)`;
      return sql`select * from public.notes`;
    });
    expect(seen).toEqual([{ id: 1, owner: user.id }]);
    expect(await database.sql`select * from public.notes`).toEqual([]);
  });

  test("changes identity within one transaction", async () => {
    const counts = await database.transaction(async (sql, become) => {
      await sql`insert into public.notes values (1, ${user.id}), (2, ${crypto.randomUUID()})`;
      await become(user.claims);
      const own = await sql`select * from public.notes`;
      await become("anon");
      const none = await sql`select * from public.notes`;
      await become("supabase_admin");
      const all = await sql`select * from public.notes`;
      return [own.length, none.length, all.length];
    });
    expect(counts).toEqual([1, 0, 2]);
  });

  test("passes errors through", async () => {
    await expect(database.as("anon", (sql) => sql`select * from auth.users`)).rejects.toMatchObject({ code: "42501" });
  });
});
