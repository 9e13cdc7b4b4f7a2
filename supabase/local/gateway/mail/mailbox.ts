import { appendFile, chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";

const Message = z.object({
  id: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  receivedAt: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
});

/** One caught mail. */
export type Message = z.infer<typeof Message>;

const kept = 500;
/** Mails hold links that sign people in: for the owner's eyes alone. */
const mode = 0o600;

/** Keeps the last 500 mails in memory and in a file of JSON lines, so that they survive a restart. */
export class Mailbox {
  private readonly path: string;
  private messages: Message[] = [];
  private written = 0;
  private queue: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  async load(): Promise<void> {
    await chmod(this.path, mode).catch(() => {});
    const lines = (await readFile(this.path, "utf8").catch(() => "")).split("\n").filter(Boolean);
    this.messages = lines.flatMap((line) => Message.safeParse(parseJson(line)).data ?? []).slice(-kept);
    this.written = lines.length;
  }

  /** Resolves when the mail is on disk. */
  async add(mail: Omit<Message, "id" | "receivedAt">): Promise<Message> {
    const message = { ...mail, id: crypto.randomUUID(), receivedAt: new Date().toISOString() };
    this.messages = [...this.messages.slice(-(kept - 1)), message];
    await this.write(async () => {
      this.written += 1;
      if (this.written > 2 * kept) await this.rewrite();
      else await appendFile(this.path, `${JSON.stringify(message)}\n`, { mode });
    });
    return message;
  }

  /** Newest first; `query` filters by recipient, sender or subject, `to:` by recipient alone (Mailpit's syntax). */
  list(query = ""): readonly Message[] {
    const wanted = query.trim().toLowerCase();
    const recipient = /^to:"?([^"]*)"?$/.exec(wanted)?.[1];
    const matches = (message: Message) =>
      recipient === undefined
        ? [message.from, message.subject, ...message.to].some((text) => text.toLowerCase().includes(wanted))
        : message.to.some((to) => to.toLowerCase().includes(recipient));
    return this.messages.filter(matches).toReversed();
  }

  find(id: string): Message | undefined {
    return id === "latest" ? this.messages.at(-1) : this.messages.find((message) => message.id === id);
  }

  async clear(): Promise<void> {
    this.messages = [];
    await this.write(() => this.rewrite());
  }

  private async rewrite(): Promise<void> {
    await writeFile(this.path, this.messages.map((message) => `${JSON.stringify(message)}\n`).join(""), { mode });
    this.written = this.messages.length;
  }

  private write(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(async () => {
      await mkdir(dirname(this.path), { recursive: true });
      await work();
    });
    return this.queue;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
