import { randomUUID } from "node:crypto";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { adminSql, eventually, type Heard, hasAdminDatabase, joined, listen, subscribe } from "./realtime-support.ts";
import { createOrganization, publishableKey, signedInUser, url } from "./support.ts";

/**
 * Somebody who loses rights over an organization loses the open channel with them, whatever the client does: these
 * clients keep their token, ignore the message that asks them to join anew, and go on listening.
 */

type SignedIn = Awaited<ReturnType<typeof signedInUser>>;

interface Scene {
  readonly admin: SignedIn;
  readonly person: SignedIn;
  readonly organizationId: string;
}

interface Loss {
  readonly name: string;
  /** How the person gets in, if not as an editor. */
  readonly enter?: (scene: Scene) => Promise<void>;
  readonly lose: (scene: Scene) => Promise<void>;
  /** Components that the person may still read over REST. */
  readonly mayRead: boolean;
}

const run = async (statement: string): Promise<void> => {
  await adminSql.unsafe(statement);
};

async function join({ person, organizationId }: Scene): Promise<void> {
  await run(
    `insert into public.members (organization_id, user_id, role) values ('${organizationId}', '${person.user.id}', 'editor')`,
  );
}

async function impersonate({ person, organizationId }: Scene): Promise<void> {
  await run(`insert into private.instance_admins (user_id) values ('${person.user.id}')`);
  onTestFinished(() => run(`delete from private.instance_admins where user_id = '${person.user.id}'`));
  const { error } = await person.supabase.rpc("impersonate", { organization_id: organizationId, reason: "a proof" });
  expect(error).toBeNull();
}

const losses: readonly Loss[] = [
  {
    name: "removed",
    mayRead: false,
    lose: async ({ admin, person, organizationId }) => {
      const { error } = await admin.supabase
        .from("members")
        .delete()
        .match({ organization_id: organizationId, user_id: person.user.id });
      expect(error).toBeNull();
    },
  },
  {
    name: "demoted",
    mayRead: true,
    lose: async ({ admin, person, organizationId }) => {
      const { error } = await admin.supabase
        .from("members")
        .update({ role: "viewer" })
        .match({ organization_id: organizationId, user_id: person.user.id });
      expect(error).toBeNull();
    },
  },
  {
    name: "signed out from elsewhere",
    mayRead: false,
    lose: async ({ person }) => {
      const other = createClient(url, publishableKey, { auth: { persistSession: false } });
      const { email, password } = person;
      expect((await other.auth.signInWithPassword({ email, password })).error).toBeNull();
      expect((await other.rpc("revoke_other_sessions")).error).toBeNull();
    },
  },
  {
    name: "account suspended",
    mayRead: false,
    lose: ({ person }) => run(`select admin.suspend_user('${person.email}', true)`),
  },
  {
    name: "account deleted",
    mayRead: false,
    lose: async ({ person }) => {
      const { error } = await person.supabase.rpc("delete_account", { confirmation: person.email });
      expect(error).toBeNull();
    },
  },
  {
    name: "second factor required, and there is none",
    mayRead: false,
    lose: ({ organizationId }) =>
      run(`update public.organizations set requires_mfa = true where id = '${organizationId}'`),
  },
  {
    name: "organization deleted",
    mayRead: false,
    lose: ({ organizationId }) =>
      run(`update public.organizations set deleted_at = now() where id = '${organizationId}'`),
  },
  {
    name: "done with impersonating",
    enter: impersonate,
    mayRead: false,
    lose: async ({ person }) => expect((await person.supabase.rpc("end_impersonation")).error).toBeNull(),
  },
  {
    name: "impersonating for longer than was stated",
    enter: impersonate,
    mayRead: false,
    lose: async ({ organizationId }) => {
      const epoch = async () =>
        adminSql`select epoch from private.organization_topics where organization_id = ${organizationId}`;
      const before = await epoch();
      await run(
        `update private.impersonations set started_at = now() - interval '1 hour', expires_at = now() where organization_id = '${organizationId}'`,
      );
      // The scheduler notices by itself.
      await eventually(async () => expect(await epoch()).not.toEqual(before));
    },
  },
];

/** What is sent to everybody in an organization, as its triggers do. */
async function say(organizationId: string): Promise<string> {
  const id = randomUUID();
  const payload = JSON.stringify({ table: "components", id, operation: "update" });
  await adminSql`select private.send_to_organization(${organizationId}, 'changed', ${payload}::text::jsonb)`;
  return id;
}

const said = (heard: Heard): readonly string[] => heard.broadcasts.map((message) => JSON.stringify(message));

async function topicOf(supabase: SupabaseClient, organizationId: string): Promise<string> {
  const { data, error } = await supabase.rpc("organization_topic", { organization_id: organizationId });
  expect(error).toBeNull();
  return String(data);
}

async function makeScene(): Promise<Scene> {
  const [admin, person] = await Promise.all([signedInUser(), signedInUser()]);
  const { id: organizationId } = await createOrganization(admin.supabase);
  await run(`insert into public.components (organization_id, name) values ('${organizationId}', 'Storefront')`);
  return { admin, person, organizationId };
}

describe.runIf(hasAdminDatabase)("an open channel of somebody who is", () => {
  test.each(losses)("$name hears nothing more, and REST knows at once", async ({ enter = join, lose, mayRead }) => {
    const scene = await makeScene();
    await enter(scene);
    const { person, organizationId } = scene;
    const topic = await topicOf(person.supabase, organizationId);
    const { heard } = await joined(person.supabase, topic, { private: true });
    const before = await say(organizationId);
    await eventually(() => expect(said(heard).join()).toContain(before));

    await lose(scene);
    const { data } = await person.supabase.from("components").select("id").eq("organization_id", organizationId);
    expect(data?.length ?? 0).toBe(mayRead ? 1 : 0);

    // Whoever may hear it does so on the topic's new name; what is sent afterwards on the old one is seen to go nowhere.
    const [row] = await adminSql<{ topic: string }[]>`
      select 'org:' || organization_id || ':' || epoch as topic from private.organization_topics where organization_id = ${organizationId}`;
    expect(row?.topic).not.toBe(topic);
    const after = await say(organizationId);
    await adminSql`select realtime.send('{}'::jsonb, 'end', ${topic}, true)`;
    await eventually(() => expect(said(heard).join()).toContain('"end"'));
    expect(said(heard).join()).not.toContain(after);

    await person.supabase.removeAllChannels();
    const again = listen(person.supabase, topic, { private: true });
    expect((await subscribe(again.channel)).status).toBe("CHANNEL_ERROR");
    const { channel } = listen(person.supabase, row?.topic ?? "", { private: true });
    expect((await subscribe(channel)).status).toBe(mayRead ? "SUBSCRIBED" : "CHANNEL_ERROR");
  });
});
