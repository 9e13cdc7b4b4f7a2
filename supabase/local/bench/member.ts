import { randomUUID } from "node:crypto";
import type { Database } from "@heliograph/shared/db/database.types.ts";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { BenchStack } from "./stack.ts";

/** Somebody who is signed in, as the dashboard signs people in. */
export type Member = SupabaseClient<Database>;

/** Creates an account and signs it in. @param organizationId made an admin of it, when given */
export async function signInMember(stack: BenchStack, organizationId?: string): Promise<Member> {
  const auth = { persistSession: false, autoRefreshToken: false };
  const admin = createClient<Database>(stack.config.url, stack.keys.secretKey, { auth });
  const [email, password] = [`${randomUUID()}@example.com`, randomUUID()];
  const { data, error } = await admin.auth.admin.createUser({ email, password, email_confirm: true });
  if (error !== null) throw error;
  if (organizationId !== undefined) {
    await stack.sql`insert into public.members (organization_id, user_id, role) values (${organizationId}, ${data.user.id}, 'admin')`;
  }
  const member = createClient<Database>(stack.config.url, stack.keys.publishableKey, { auth });
  const signedIn = await member.auth.signInWithPassword({ email, password });
  if (signedIn.error !== null) throw signedIn.error;
  return member;
}
