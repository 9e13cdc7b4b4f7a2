import type { Database } from "@heliograph/shared/db/database.types.ts";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { MemberRole } from "../../src/lib/database.ts";
import { unwrap, unwrapEmpty } from "../../src/lib/errors.ts";
import { linkFromMail } from "./mailbox.ts";
import { stackAddress } from "./stack.ts";

type Client = SupabaseClient<Database>;

export interface Person {
  id: string;
  name: string;
  email: string;
  password: string;
  /** Acts with this person's own rights. */
  client: Client;
}

export interface Organization {
  id: string;
  slug: string;
  name: string;
}

let counter = 0;

/** A word that no other test of the run uses. */
export function unique(word: string): string {
  counter += 1;
  return `${word}-${process.pid.toString(36)}${counter.toString(36)}${Date.now().toString(36)}`;
}

function client(key: string): Client {
  return createClient<Database>(stackAddress().url, key, { auth: { persistSession: false, autoRefreshToken: false } });
}

/** Acts for the probes and for administration: no rights are checked. */
export function serviceClient(): Client {
  return client(stackAddress().secretKey);
}

/** An account with a confirmed address. */
export async function makePerson(name: string): Promise<Person> {
  const email = `${unique(name.split(" ")[0]?.toLowerCase() ?? "person")}@example.com`;
  const password = "mirror sun signal";
  const { user } = unwrap(
    await serviceClient().auth.admin.createUser({
      email,
      password,
      email_confirm: true,
      user_metadata: { full_name: name },
    }),
  );
  if (user === null) throw new Error("the account was not made");
  const own = client(stackAddress().publishableKey);
  unwrapEmpty(await own.auth.signInWithPassword({ email, password }));
  unwrap(await own.from("profiles").update({ full_name: name }).eq("id", user.id).select("id").single());
  return { id: user.id, name, email, password, client: own };
}

/** An organization with this person as its admin, and its empty default page. */
export async function makeOrganization(admin: Person, name = "Northwind"): Promise<Organization> {
  const slug = unique("org").toLowerCase();
  const { id } = unwrap(await admin.client.rpc("create_organization", { name, slug }));
  return { id, slug, name };
}

/** Makes a person member of an organization: its admin invites them, and they follow the link of the mail. */
export async function addMember(admin: Person, organization: Organization, person: Person, role: MemberRole) {
  unwrap(await admin.client.rpc("invite_member", { organization_id: organization.id, email: person.email, role }));
  await acceptInvitation(person, organization.name);
}

/** Follows the link of the newest invitation to a person. @param name of the organization */
export async function acceptInvitation(person: Person, name: string): Promise<void> {
  const link = new URL(await linkFromMail(person.email, new RegExp(`^Join ${name}`)));
  const token = new URLSearchParams(link.hash.slice(1)).get("token") ?? "";
  unwrap(await person.client.rpc("accept_invitation", { token }));
}

/** A component without monitors. */
export async function makeComponent(admin: Person, organization: Organization, name: string): Promise<string> {
  const row = { organization_id: organization.id, name };
  return unwrap(await admin.client.from("components").insert(row).select("id").single()).id;
}
