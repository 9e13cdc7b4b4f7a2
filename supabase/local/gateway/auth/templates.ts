/** GoTrue's names of mails, as used in config.toml. */
export type TemplateName = "confirmation" | "invite" | "recovery" | "magic_link" | "email_change" | "reauthentication";

/** GoTrue's names of the mails about what became of an account, as used in config.toml. */
export type NotificationName = "password_changed" | "email_changed" | "mfa_factor_enrolled" | "mfa_factor_unenrolled";

export interface MailTemplate {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

function template(subject: string, sentence: string, action: string): MailTemplate {
  return {
    subject,
    text: `${sentence}\n\n{{ .ConfirmationURL }}\n\nOr enter this code: {{ .Token }}\n`,
    html: `<h2>${subject}</h2>
<p>${sentence}</p>
<p><a href="{{ .ConfirmationURL }}">${action}</a></p>
<p>Or enter this code: <strong>{{ .Token }}</strong></p>
`,
  };
}

/** Used where config.toml names no template. */
export const defaultTemplates: Readonly<Record<TemplateName, MailTemplate>> = {
  confirmation: template(
    "Confirm your sign-up",
    "Follow this link to confirm your account:",
    "Confirm your e-mail address",
  ),
  invite: template("You have been invited", "Follow this link to accept the invitation:", "Accept the invitation"),
  recovery: template("Reset your password", "Follow this link to set a new password:", "Reset password"),
  magic_link: template("Your sign-in link", "Follow this link to sign in:", "Sign in"),
  email_change: template(
    "Confirm your new e-mail address",
    "Follow this link to change your address from {{ .Email }} to {{ .NewEmail }}:",
    "Change e-mail address",
  ),
  reauthentication: {
    subject: "Confirm that it is you",
    text: "Enter this code to continue: {{ .Token }}\n",
    html: "<h2>Confirm that it is you</h2>\n<p>Enter this code to continue: <strong>{{ .Token }}</strong></p>\n",
  },
};

function notification(subject: string, sentence: string): MailTemplate {
  return { subject, text: `${sentence}\n`, html: `<h2>${subject}</h2>\n<p>${sentence}</p>\n` };
}

/** The same of notifications. */
export const defaultNotifications: Readonly<Record<NotificationName, MailTemplate>> = {
  password_changed: notification("Your password was changed", "The password for your account was recently changed."),
  email_changed: notification(
    "Your email address was changed",
    "The email address for your account was changed from {{ .OldEmail }} to {{ .Email }}.",
  ),
  mfa_factor_enrolled: notification(
    "A new verification method was added to your account",
    "Sign-in verification method {{ .FactorType }} was added to your account.",
  ),
  mfa_factor_unenrolled: notification(
    "A verification method was removed from your account",
    "Sign-in verification method {{ .FactorType }} was removed from your account.",
  ),
};
