import { darkStyles, fonts, linkColour } from "../functions/notify/mail/look.ts";

/*
 * The mails the auth server sends about accounts, as templates of GoTrue: `pnpm generate` writes them to supabase/templates,
 * from where hosted projects (`supabase config push`) and the embedded stack take them. They look like the messages of
 * functions/notify/mail. GoTrue drops HTML comments, and sends no text beside the HTML: the address of the link is in it.
 */

interface AuthMail {
  /** In the list of the inbox, and above the text. */
  readonly subject: string;
  /** What happens, and who asked for it. */
  readonly text: string;
  readonly action: { readonly label: string; readonly url: string } | { readonly code: string };
  /** How long it counts, and what to do if it was somebody else. */
  readonly note: string;
}

const link = (label: string) => ({ label, url: "{{ .ConfirmationURL }}" });
const once = "The link works once and is valid for an hour.";
const fine = "If this was you, there is nothing to do.";
const reset = { label: "Choose a new password", url: "{{ .SiteURL }}/forgot-password" };
/** Of links that were asked for in a browser (PKCE). */
const onceHere = "The link works once, in the browser that asked for it, and is valid for an hour.";

const mails = {
  confirmation: {
    subject: "Confirm your e-mail address",
    text: "Somebody, hopefully you, is creating an account at Heliograph with {{ .Email }}. Confirm that this address is yours; then you choose a password.",
    action: link("Confirm this address"),
    note: `${once} If this was not you, ignore this mail: nobody can use the account without it.`,
  },
  invite: {
    subject: "An account was created for you",
    text: "Your administrator created an account at Heliograph for {{ .Email }}. Choose a password to use it.",
    // Whoever was invited has asked for nothing in a browser: a link of PKCE would find none that waits for it.
    action: {
      label: "Choose a password",
      url: "{{ .SiteURL }}/auth/confirm#token_hash={{ .TokenHash }}&amp;type=invite",
    },
    note: `${once} Later, have another one sent by “Forgot password” on the sign-in screen. If nobody told you of this, ignore this mail.`,
  },
  recovery: {
    subject: "Choose a new password",
    text: "Somebody, hopefully you, asked to choose a new password for {{ .Email }} at Heliograph. Until you do, nothing changes.",
    action: link("Choose a new password"),
    note: `${onceHere} If this was not you, ignore this mail: without the link nobody can choose one.`,
  },
  magic_link: {
    subject: "Sign in to Heliograph",
    text: "Somebody, hopefully you, asked to sign in as {{ .Email }}; or to create an account with this address, which has one already.",
    action: link("Sign in"),
    note: `${onceHere} If this was not you, ignore this mail: without the link nobody gets in.`,
  },
  email_change: {
    subject: "Confirm the change of your e-mail address",
    text: "Somebody, hopefully you, asked to change the address of an account at Heliograph from {{ .Email }} to {{ .NewEmail }}. It changes once both addresses have confirmed it: each has got a mail like this one.",
    action: link("Confirm the change"),
    note: `${once} If this was not you, do not follow it: nothing changes then. If the account is yours, choose a new password, because somebody else is signed in to it.`,
  },
  password_changed: {
    subject: "Your password was set",
    text: "The password of the account {{ .Email }} at Heliograph was set just now, and its other sessions have ended.",
    action: reset,
    note: `${fine} If this was not you, choose a new password at once, and tell your administrator.`,
  },
  email_changed: {
    subject: "Your e-mail address was changed",
    text: "The address of your account at Heliograph was changed from {{ .OldEmail }} to {{ .Email }}. Mails go there from now on.",
    action: { label: "Open Heliograph", url: "{{ .SiteURL }}/" },
    note: `${fine} If this was not you, tell your administrator at once: this address no longer opens the account.`,
  },
  mfa_factor_enrolled: {
    subject: "A second factor was added to your account",
    text: "An authenticator app was added as second factor to the account {{ .Email }} at Heliograph. Its code is asked for at every sign-in from now on.",
    action: reset,
    note: `${fine} If this was not you, tell your administrator at once, who can remove the factor and end every session: until then it is asked for before a password can be changed. Then choose a new password.`,
  },
  mfa_factor_unenrolled: {
    subject: "A second factor was removed from your account",
    text: "An authenticator app was removed as second factor from the account {{ .Email }} at Heliograph, or a set-up of one that was not finished.",
    action: reset,
    note: `${fine} If this was not you, choose a new password at once, and tell your administrator.`,
  },
  reauthentication: {
    subject: "Your code to confirm that it is you",
    text: "Somebody, hopefully you, is changing the password of {{ .Email }} at Heliograph. Enter this code where it is asked for:",
    action: { code: "{{ .Token }}" },
    note: "The code works once and is valid for an hour; tell it to nobody. If this was not you, somebody else is signed in to your account: end its other sessions, and choose a new password.",
  },
} satisfies Readonly<Record<string, AuthMail>>;

const ink = `font-family: ${fonts}; color: #121e22; line-height: 24px;`;
const quiet = `font-family: ${fonts}; color: #5f6b6f; font-size: 13px; line-height: 20px;`;

/** Subjects and templates by name, as `[auth.email.template.<name>]` and `[auth.email.notification.<name>]` have them. */
export const authMails: ReadonlyMap<string, { readonly subject: string; readonly html: string }> = new Map(
  Object.entries(mails).map(([name, mail]) => [name, { subject: mail.subject, html: template(mail) }]),
);

function template({ subject, text, action, note }: AuthMail): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <meta name="supported-color-schemes" content="light dark">
    <title>${subject}</title>
    <style>
@media (prefers-color-scheme: dark) {
${darkStyles}
}
    </style>
  </head>
  <body style="margin: 0; padding: 0; background: #faf8f5">
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
      <tbody><tr><td align="center" style="padding: 28px 12px; background: #faf8f5">
        <table class="card" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width: 600px; border: 1px solid #e2dfdb; border-radius: 10px; background: #ffffff">
          <tbody>
            <tr><td class="ink" align="left" style="${ink} padding: 18px 32px 0; font-size: 15px; font-weight: 600">Heliograph</td></tr>
            <tr><td align="left" style="padding: 18px 32px 28px">
              <h1 class="ink" style="${ink} margin: 0 0 12px; font-size: 23px; line-height: 30px; font-weight: 600">${subject}</h1>
              <p class="ink" style="${ink} margin: 0 0 22px; font-size: 15px; overflow-wrap: anywhere">${text}</p>
${actionOf(action)}
              <p class="quiet" style="${quiet} margin: 22px 0 0">${note}</p>
            </td></tr>
          </tbody>
        </table>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width: 600px">
          <tbody><tr><td class="quiet" align="left" style="${quiet} padding: 16px 32px">
            This mail is about an account at Heliograph, <a class="link" href="{{ .SiteURL }}" style="color: ${linkColour}; text-decoration: underline">{{ .SiteURL }}</a>.
          </td></tr></tbody>
        </table>
      </td></tr></tbody>
    </table>
  </body>
</html>
`;
}

function actionOf(action: AuthMail["action"]): string {
  if ("code" in action) {
    return `              <p class="ink" style="${ink} margin: 0; font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 28px; line-height: 36px; font-weight: 600; letter-spacing: 3px">${action.code}</p>`;
  }
  return `              <table role="presentation" cellpadding="0" cellspacing="0" border="0">
                <tbody><tr><td class="button" style="border-radius: 6px; background: ${linkColour}">
                  <a class="button" href="${action.url}" style="display: inline-block; padding: 11px 20px; border-radius: 6px; background: ${linkColour}; color: #ffffff; font-family: ${fonts}; font-size: 14px; line-height: 20px; font-weight: 600; text-decoration: none">${action.label}</a>
                </td></tr></tbody>
              </table>
              <p class="quiet" style="${quiet} margin: 22px 0 0">If the button does nothing, open this address:</p>
              <p class="quiet" style="${quiet} margin: 0; word-break: break-all">${action.url}</p>`;
}
