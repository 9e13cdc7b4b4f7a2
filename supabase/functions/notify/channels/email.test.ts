import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { contentOf, deliveryOf, optionsOf } from "../fixtures.ts";
import { Providers } from "../providers.ts";
import { createEmail, outcomeOf } from "./email.ts";

const closing: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A real SMTP server on a free port; returns the port and what arrived. */
async function smtp(options: SMTPServerOptions = {}): Promise<{ port: number; mails: Email[] }> {
  const mails: Email[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData: (stream, _session, callback) => {
      text(stream).then(async (raw) => {
        mails.push(await PostalMime.parse(raw));
        callback();
      }, callback);
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: portOf(server.server), mails };
}

function portOf(server: { address(): ReturnType<Server["address"]> }): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function email(port: number, sender: Record<string, string> = {}) {
  const providers = new Providers();
  const settings = { host: "127.0.0.1", port, secure: false, from_address: "status@northwind.example", ...sender };
  providers.add([{ organization_id: null, provider: "smtp", settings, secrets: {} }]);
  const channel = createEmail(optionsOf({ providers }));
  closing.push(async () => channel.close());
  return channel;
}

const signal = AbortSignal.timeout(60_000);
const headerOf = (mail: Email | undefined, name: string) => mail?.headers.find(({ key }) => key === name)?.value;

describe("e-mail", () => {
  it("goes out with HTML, text, sender, thread and one-click unsubscription", async () => {
    const { port, mails } = await smtp();
    const channel = email(port, { from_name: "Northwind Status", reply_to: "help@northwind.example" });
    expect(await channel.send(deliveryOf(), contentOf(), signal)).toMatchObject({ outcome: "sent" });
    const [mail] = mails;
    expect(mail).toMatchObject({
      subject: "Monitoring: Elevated card declines",
      from: { name: "Northwind Status", address: "status@northwind.example" },
      messageId: "<7.s@northwind.example>",
      inReplyTo: "<t.s@northwind.example>",
      references: "<t.s@northwind.example>",
    });
    expect(mail?.replyTo?.[0]?.address).toBe("help@northwind.example");
    expect(headerOf(mail, "list-unsubscribe")).toBe(
      `<https://api.example/functions/v1/subscriptions/unsubscribe?token=${"a".repeat(64)}>`,
    );
    expect(headerOf(mail, "list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(mail?.html).toContain("Elevated card declines");
    expect(mail?.text).toContain("Back to 1.9 %.");
  });

  it("tried again it has the same Message-ID", async () => {
    const { port, mails } = await smtp();
    const channel = email(port);
    await channel.send(deliveryOf({ attempt: 1 }), contentOf(), signal);
    await channel.send(deliveryOf({ attempt: 2 }), contentOf(), signal);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it("a name or title with line breaks makes no header of its own", async () => {
    const { port, mails } = await smtp();
    const channel = email(port, { from_name: "Evil\r\nBcc: all@example.com" });
    await channel.send(deliveryOf(), contentOf({ title: "Down\r\nX-Evil: yes" }), signal);
    expect(headerOf(mails[0], "bcc")).toBeUndefined();
    expect(headerOf(mails[0], "x-evil")).toBeUndefined();
  });

  it.each([
    ["a mailbox that does not exist", "550 5.1.1 No such user", { outcome: "dead", endsSubscription: true }],
    ["content it does not want", "554 5.7.1 Spam", { outcome: "dead", endsSubscription: false }],
    ["a full mailbox", "452 4.2.2 Full", { outcome: "retry" }],
    ["greylisting", "451 4.7.1 Try again later", { outcome: "retry" }],
  ])("a server that refuses for %s", async (_, answer, outcome) => {
    const { port } = await smtp({
      onRcptTo: (_address, _session, callback) =>
        callback(Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) })),
    });
    expect(await email(port).send(deliveryOf(), contentOf(), signal)).toMatchObject(outcome);
  });

  it("a server that hangs up in the middle of the mail is tried again", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.write("220 ready\r\n");
      socket.on("data", (data) => {
        const command = String(data).slice(0, 4).toUpperCase();
        if (command === "DATA") socket.write("354 go on\r\n");
        else if (/^(EHLO|MAIL|RCPT)$/.test(command)) socket.write("250 ok\r\n");
        else socket.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    expect(await email(portOf(server)).send(deliveryOf(), contentOf(), signal)).toMatchObject({ outcome: "retry" });
  });

  it("a server that takes the connection and says nothing is given ten seconds", async () => {
    const silent = createServer((socket) => socket.on("error", () => {}));
    const connected = once(silent, "connection");
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise<void>((resolve) => silent.close(() => resolve())));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const outcome = email(portOf(silent)).send(deliveryOf(), contentOf(), signal);
      await connected;
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await outcome).toMatchObject({ outcome: "retry" });
    } finally {
      vi.useRealTimers();
    }
  });

  it("a server that dribbles is left when the time is up, and its connection closed", async () => {
    const given = new AbortController();
    const ended = Promise.withResolvers<void>();
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.write("220 ready\r\n");
      socket.on("data", () => {
        socket.write("250-x\r\n");
        given.abort();
      });
      socket.once("end", ended.resolve);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const outcome = await email(portOf(server)).send(deliveryOf(), contentOf(), given.signal);
    expect(outcome).toMatchObject({ outcome: "retry" });
    await ended.promise;
  });

  it("a port where nobody listens is tried again", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const port = portOf(server);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(await email(port).send(deliveryOf(), contentOf(), signal)).toMatchObject({ outcome: "retry" });
  });

  it.each([
    [
      "an organization's own server has to be on the public internet",
      "o",
      { outcome: "retry", retryAfterSeconds: 300 },
    ],
    ["the instance's may be in its own network", null, { outcome: "sent" }],
  ])("%s", async (_, organization_id, outcome) => {
    const { port, mails } = await smtp();
    const providers = new Providers();
    const settings = { host: "127.0.0.1", port, secure: false, from_address: "status@northwind.example" };
    providers.add([{ organization_id, provider: "smtp", settings, secrets: {} }]);
    const channel = createEmail(optionsOf({ providers, allowPrivate: false }));
    closing.push(async () => channel.close());
    expect(await channel.send(deliveryOf(), contentOf(), signal)).toMatchObject(outcome);
    expect(mails).toHaveLength(organization_id === null ? 1 : 0);
  });

  it("without a server it waits for one", async () => {
    const channel = createEmail(optionsOf());
    expect(await channel.send(deliveryOf(), contentOf(), signal)).toMatchObject({
      outcome: "retry",
      retryAfterSeconds: 300,
    });
  });

  it("a wrong password kills no mail", () => {
    const error = Object.assign(new Error("Invalid login"), {
      code: "EAUTH",
      responseCode: 535,
      response: "535 5.7.8 Bad credentials",
    });
    expect(outcomeOf(error)).toMatchObject({ outcome: "retry", retryAfterSeconds: 300 });
  });
});
