import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GithubServer, startGithub } from "../helpers/github.ts";
import { required } from "../helpers/world.ts";
import { type OwnAuth, startOwnAuth } from "./auth-support.ts";
import { failureOf, notSetUp, redirect, sessionOf, signIn, site } from "./oauth-support.ts";
import { environment, unique } from "./support.ts";

const needsOwn = describe.skipIf(environment.kind === "hosted");

needsOwn("signing in with GitHub", () => {
  let github: GithubServer;
  let auth: OwnAuth;
  const pkce = () => auth.client("publishable", { flowType: "pkce" });
  const newEmail = () => `${unique("new")}@example.com`;

  beforeAll(async () => {
    github = await startGithub();
    auth = await startOwnAuth({
      enable_manual_linking: true,
      external: {
        google: notSetUp,
        github: { client_id: github.clientId, secret: github.clientSecret, url: github.url },
      },
    });
  });
  afterAll(() => github.close());
  beforeEach(() => {
    github.isCancelled = false;
    github.user = { id: github.user.id + 1, login: "octocat", name: "Mona", email: null };
  });

  test("signs in with the proven primary address", async () => {
    const [email, other] = [newEmail(), newEmail()];
    github.emails = [
      { email: other, primary: false, verified: true },
      { email, primary: true, verified: true },
    ];
    const supabase = pkce();
    const { user } = await sessionOf(supabase, await signIn(auth, supabase, "github"));
    expect(user).toMatchObject({
      email,
      app_metadata: { provider: "github" },
      user_metadata: { user_name: "octocat" },
    });
    expect(user.identities?.[0]?.id).toBe(String(github.user.id));
  });

  test("neither the address of the profile nor one that is not proven counts", async () => {
    const { email, id } = await auth.signedIn();
    github.user = { ...github.user, email };
    github.emails = [{ email, primary: true, verified: false }];
    expect(failureOf(await signIn(auth, pkce(), "github"))).toMatchObject({
      error_code: "provider_email_needs_verification",
    });
    const providers = await auth.db.sql`select provider from auth.identities where user_id = ${id}`;
    expect([...providers]).toEqual([{ provider: "email" }]);
    github.user = { ...github.user, id: github.user.id + 1 };
    github.emails = [];
    expect(failureOf(await signIn(auth, pkce(), "github"))).toMatchObject({ error: "server_error" });
  });

  test("consent that was cancelled", async () => {
    github.isCancelled = true;
    expect(failureOf(await signIn(auth, pkce(), "github"))).toMatchObject({ error: "access_denied" });
  });

  test("becomes another way into an account, once", async () => {
    const { id, email, password } = await auth.signedIn();
    const supabase = pkce();
    await supabase.auth.signInWithPassword({ email, password });
    github.emails = [{ email: newEmail(), primary: true, verified: true }];
    const link = async (account: typeof supabase) => {
      const { data, error } = await account.auth.linkIdentity({
        provider: "github",
        options: { skipBrowserRedirect: true, redirectTo: `${site}/linked` },
      });
      if (error !== null) throw error;
      const back = await fetch(data.url, { redirect: "manual" });
      return redirect(auth, new URL(required(back.headers.get("location"))));
    };
    const { user } = await sessionOf(supabase, await link(supabase));
    expect(user.id).toBe(id);
    expect(user.app_metadata["providers"]).toEqual(["email", "github"]);
    const { supabase: other } = await auth.signedIn();
    expect(failureOf(await link(other))).toMatchObject({
      error_code: "identity_already_exists",
      error_description: "Identity is already linked to another user",
    });
  });
});
