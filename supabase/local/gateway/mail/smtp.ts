import { text } from "node:stream/consumers";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import type { Mailbox } from "./mailbox.ts";

/** Listens for SMTP without TLS or passwords and puts every mail into the mailbox. @returns how to stop */
export async function startSmtp(host: string, port: number, mailbox: Mailbox): Promise<() => Promise<void>> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    size: 25 * 1024 * 1024,
    logger: false,
    onAuth: (auth, _session, callback) => callback(null, { user: auth.username ?? "" }),
    onData(stream, session, callback) {
      text(stream)
        .then(async (raw) => {
          const mail = await PostalMime.parse(raw);
          await mailbox.add({
            from: mail.from?.address ?? "",
            // The envelope, not the header: blind copies arrive as well.
            to: session.envelope.rcptTo.map((recipient) => recipient.address),
            subject: mail.subject ?? "",
            text: mail.text ?? "",
            html: mail.html ?? "",
            headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
          });
          callback();
        })
        .catch(callback);
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return () => new Promise((resolve) => server.close(() => resolve()));
}
