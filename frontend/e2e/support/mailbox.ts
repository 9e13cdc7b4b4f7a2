import { expect } from "@playwright/test";
import { z } from "zod";
import { stackAddress } from "./stack.ts";

const List = z.object({ messages: z.array(z.object({ ID: z.string(), Subject: z.string() })) });
const Message = z.object({ Text: z.string(), Headers: z.record(z.string(), z.string()) });

/**
 * The link of the newest mail to an address whose subject matches; waits until it has arrived.
 * @param stack address of the stack whose mail is read
 */
export async function linkFromMail(email: string, subject: RegExp, stack = stackAddress().url): Promise<string> {
  const id = await findMail(email, subject, stack);
  const { Text } = Message.parse(await getJson(`${stack}/mail/api/v1/message/${id}`));
  return z.string().parse(/https?:\/\/\S+/.exec(Text)?.[0]);
}

/** The code in the newest mail to an address whose subject matches; waits until it has arrived. */
export async function codeFromMail(email: string, subject: RegExp): Promise<string> {
  const stack = stackAddress().url;
  const id = await findMail(email, subject, stack);
  const { Text } = Message.parse(await getJson(`${stack}/mail/api/v1/message/${id}`));
  return z.string().parse(/\b\d{8}\b/.exec(Text)?.[0]);
}

/** Unsubscribes as mail programs do with one click (RFC 8058): posts to the address in the header of the mail. */
export async function unsubscribeFromMail(email: string, subject: RegExp): Promise<void> {
  const stack = stackAddress().url;
  const id = await findMail(email, subject, stack);
  const { Headers } = Message.parse(await getJson(`${stack}/mail/api/v1/message/${id}`));
  expect(Headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
  const address = z.string().parse(/<(https?:[^>]+)>/.exec(Headers["list-unsubscribe"] ?? "")?.[1]);
  const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
  expect((await fetch(address, { method: "POST", body })).status).toBe(200);
}

async function findMail(email: string, subject: RegExp, stack: string): Promise<string> {
  let id = "";
  await expect
    .poll(
      async () => {
        const query = encodeURIComponent(`to:"${email}"`);
        const list = List.parse(await getJson(`${stack}/mail/api/v1/search?query=${query}`));
        id = list.messages.find(({ Subject }) => subject.test(Subject))?.ID ?? "";
        return id;
      },
      { message: `a mail to ${email}`, timeout: 20_000 },
    )
    .not.toBe("");
  return id;
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  return response.json();
}
