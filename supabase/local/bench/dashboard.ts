import type { Database } from "@heliograph/shared/db/database.types.ts";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { BenchStack } from "./stack.ts";

/** How often the dashboard was told of results, and how to close it. */
export interface Dashboard {
  readonly refreshes: () => number;
  /** As if it were closed. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** A member of an organization, signed in. */
export interface Member {
  readonly client: SupabaseClient<Database>;
  readonly accessToken: string;
}

const watchEveryMs = 20_000;

/** Signs up a viewer of an organization, and in. */
export async function signInMember(stack: BenchStack, organizationId: string): Promise<Member> {
  const { url } = stack.config;
  const credentials = { email: "watcher@example.com", password: "a-long-enough-password" };
  const admin = createClient<Database>(url, stack.keys.secretKey, { auth: { persistSession: false } });
  const created = await admin.auth.admin.createUser({ ...credentials, email_confirm: true });
  if (created.error !== null) throw created.error;
  await stack.sql`
    insert into public.members (organization_id, user_id, role) values (${organizationId}, ${created.data.user.id}, 'viewer')`;
  const client = createClient<Database>(url, stack.keys.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const signedIn = await client.auth.signInWithPassword(credentials);
  if (signedIn.error !== null) throw signedIn.error;
  return { client, accessToken: signedIn.data.session.access_token };
}

/**
 * A member with the overview open, as far as the server sees it: joined to the organization's topic, watching results,
 * and asking for the overview and a log again whenever new ones are announced.
 */
export async function openDashboard(stack: BenchStack, organizationId: string): Promise<Dashboard> {
  const { client } = await signInMember(stack, organizationId);
  const { data: component } = await client
    .from("components")
    .select("id")
    .eq("organization_id", organizationId)
    .limit(1)
    .single();
  const { data: topic } = await client.rpc("organization_topic", { organization_id: organizationId });
  if (component === null || topic === null) throw new Error("The member sees no organization.");

  let refreshes = 0;
  const channel = client.channel(topic, { config: { private: true } });
  channel.on("broadcast", { event: "results" }, () => {
    refreshes += 1;
    void client.rpc("region_overview", { organization_id: organizationId });
    void client.rpc("check_log", { component_id: component.id });
  });
  await new Promise<void>((resolve, reject) => {
    channel.subscribe((status, error) => {
      if (status === "SUBSCRIBED") resolve();
      else if (status !== "CLOSED") reject(error ?? new Error(status));
    });
  });
  const watch = async () => {
    await client.rpc("watch_results", { organization_id: organizationId });
  };
  let timer: NodeJS.Timeout | undefined;
  const pause = async () => {
    clearInterval(timer);
    await stack.sql`
      update private.organization_topics set watched_until = '-infinity' where organization_id = ${organizationId}`;
  };
  return {
    refreshes: () => refreshes,
    pause,
    async resume() {
      await watch();
      timer = setInterval(() => void watch(), watchEveryMs);
    },
    async close() {
      await pause();
      await client.removeAllChannels();
    },
  };
}
