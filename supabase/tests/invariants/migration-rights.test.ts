import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { forbiddenStatements } from "../helpers/migration-rights.ts";

const folder = join(import.meta.dirname, "..", "..", "migrations");
const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));

test.each(files)("%s does to Supabase's own schemas only what hosted projects permit", async (name) => {
  expect(await forbiddenStatements(readFileSync(join(folder, name), "utf8"))).toEqual([]);
});

describe("the rule itself", () => {
  test.each([
    [
      "a policy on messages",
      "create policy p on realtime.messages for select to anon using (realtime.topic() like 'page:%')",
    ],
    [
      "changing and dropping it",
      "alter policy p on realtime.messages using (true); drop policy if exists p on storage.objects",
    ],
    [
      "a trigger on users",
      "create trigger t after insert on auth.users for each row execute function private.tg(); drop trigger t on auth.users",
    ],
    [
      "a trigger on identities",
      "create trigger t before insert on auth.identities for each row execute function private.tg()",
    ],
    ["a foreign key to users", "create table public.a (id uuid references auth.users (id) on delete cascade)"],
    ["a foreign key added later", "alter table public.a add foreign key (id) references auth.users (id)"],
    [
      "rows in buckets",
      "insert into storage.buckets (id, name) values ('logos', 'logos') on conflict do nothing; update storage.buckets set public = true where id = 'logos'",
    ],
    [
      "reading in policies, views and functions",
      "create policy p on public.a using (id = (select auth.uid())); create view public.v with (security_invoker) as select id from auth.users; create function private.f() returns uuid language sql as $$ select id from auth.users $$; create function private.g() returns bigint begin atomic select count(*) from auth.sessions; end",
    ],
    ["the extensions", "create extension if not exists pg_cron; create extension if not exists supabase_vault"],
    ["its own publication", "alter publication supabase_realtime add table public.a"],
  ])("allows %s", async (_name, sql) => {
    expect(await forbiddenStatements(sql)).toEqual([]);
  });

  test.each([
    ["a policy on users", "create policy p on auth.users using (true)"],
    ["a trigger on objects", "create trigger t after insert on storage.objects for each row execute function f()"],
    ["a foreign key to sessions", "create table public.a (id uuid references auth.sessions (id))"],
    ["a column in auth", "alter table auth.users add column a int"],
    ["row security on messages", "alter table realtime.messages enable row level security"],
    ["an index in storage", "create index on storage.objects (name)"],
    ["a function in auth", "create function auth.f() returns int language sql as $$ select 1 $$"],
    ["a table in realtime", "create table realtime.a (id int)"],
    ["rows in users", "insert into auth.users (id) values (gen_random_uuid())"],
    ["rows in objects", "delete from storage.objects"],
    ["a grant on a table", "grant select on auth.users to anon"],
    ["a grant on a schema", "grant usage on schema vault to authenticated"],
    ["default privileges in a schema", "alter default privileges in schema storage grant select on tables to anon"],
    ["a grant on all tables", "grant select on all tables in schema auth to anon"],
    ["a comment", "comment on table auth.users is 'mine'"],
    ["an owner", "alter table storage.objects owner to postgres"],
    ["dropping a schema", "drop schema storage cascade"],
    ["dropping a table", "drop table auth.users"],
    ["truncating", "truncate auth.users"],
    ["renaming", "alter table storage.objects rename to o"],
    ["moving into a schema", "alter function public.f() set schema auth"],
    ["a block that hides it", "do $$ begin execute 'alter table auth.users add column a int'; end $$"],
    ["a publication of messages", "alter publication supabase_realtime add table realtime.messages"],
  ])("forbids %s", async (_name, sql) => {
    expect(await forbiddenStatements(sql)).not.toEqual([]);
  });
});
