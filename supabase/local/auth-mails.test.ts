import { expect, test } from "vitest";
import { authMails } from "./auth-mails.ts";
import { durationMs, loadSettings } from "./settings.ts";

/** GoTrue's variables of mails: https://supabase.com/docs/guides/auth/auth-email-templates */
const variables = [
  "ConfirmationURL",
  "Token",
  "TokenHash",
  "SiteURL",
  "Email",
  "NewEmail",
  "OldEmail",
  "RedirectTo",
  "Data",
];
const mails = [...authMails].map(([name, { html }]) => [name, html] as const);

test("config.toml sends each of them under its subject, and gives its link the hour the words say", async () => {
  const { email } = (await loadSettings()).auth;
  const configured = Object.entries({ ...email.template, ...email.notification });
  const told = configured.map(([name, { subject, content_path }]) => [name, { subject, content_path }]);
  const expected = [...authMails].map(([name, { subject }]) => [
    name,
    { subject, content_path: `./supabase/templates/${name}.html` },
  ]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
  expect(Object.values(email.notification).every(({ enabled }) => enabled)).toBe(true);
  expect(email.otp_expiry * 1_000).toBe(durationMs("1h"));
  const proofs = mails.filter(([name]) => name in email.template);
  for (const [, html] of proofs) expect(html).toMatch(/works once.* valid for an hour/);
});

test.each(mails)("%s: names its reader, says what if it was not them, and uses GoTrue's variables alone", (_, html) => {
  expect(html).toContain("{{ .Email }}");
  expect(html).toMatch(/If this was not you|If nobody told you/);
  for (const [, name] of html.matchAll(/\{\{ \.(\w+) \}\}/g)) expect(variables).toContain(name);
  expect(html.replaceAll(/\{\{ \.\w+ \}\}/g, "")).not.toMatch(/[{]{2}|<!--|<img|<script/);
});

test.each(mails)("%s: a link, also as text, or a code; never both, as screens ask for one of them", (name, html) => {
  const links = [...html.matchAll(/href="([^"]+)"/g)]
    .map(([, url = ""]) => url)
    .filter((url) => url !== "{{ .SiteURL }}");
  if (name === "reauthentication") {
    expect(links).toEqual([]);
    expect(html).toContain(">{{ .Token }}<");
  } else {
    expect(links).toHaveLength(1);
    expect(html).toContain(`>${links[0]}<`);
    expect(html).not.toContain("{{ .Token }}");
  }
});
