/** GoTrue's names of mails, as used in config.toml. */
export type TemplateName = "confirmation" | "invite" | "recovery" | "magic_link" | "email_change" | "reauthentication";

interface MailTemplate {
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
