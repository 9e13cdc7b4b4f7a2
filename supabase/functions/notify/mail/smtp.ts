import { isIP } from "node:net";
import { createTransport, type Transporter } from "nodemailer";
import { resolve } from "../http/post.ts";
import type { Provider } from "../providers.ts";

export type SmtpServer = Provider<"smtp">["smtp"];
export type SmtpTransport = Transporter<{ messageId: string; response: string }>;

/**
 * A pool of connections to a mail server.
 * @param mustBePublic whether the server has to be on the public internet: then it is looked up once, and the address that
 * was judged is connected to
 * @throws ForbiddenAddress
 */
export async function connectSmtp(
  { host, port, secure, username, password }: SmtpServer,
  mustBePublic: boolean,
): Promise<SmtpTransport> {
  const address = mustBePublic ? (await resolve(host, false)).address : host;
  return createTransport({
    pool: true,
    maxConnections: 8,
    maxMessages: 1000,
    host: address,
    port,
    secure,
    // Certificates are checked against the name.
    ...(address !== host && isIP(host) === 0 && { tls: { servername: host } }),
    ...(username !== "" && { auth: { user: username, pass: password } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // What people type never names a file or an address to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
