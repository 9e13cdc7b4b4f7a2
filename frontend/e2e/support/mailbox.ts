import { expect } from "@playwright/test";
import { z } from "zod";
import { stackAddress } from "./stack.ts";

const List = z.object({ messages: z.array(z.object({ ID: z.string(), Subject: z.string() })) });
const Message = z.object({ Text: z.string(), Headers: z.record(z.string(), z.string()) });

/** The link of the newest mail to an address whose subject matches; waits until it has arrived. */
export async function linkFromMail(email: string, subject: RegExp): Promise<string> {
  const { Text } = Message.parse(await getJson(`/mail/api/v1/message/${await findMail(email, subject)}`));
  return z.string().parse(/https?:\/\/\S+/.exec(Text)?.[0]);
}

/** Unsubscribes as mail programs do with one click (RFC 8058): posts to the address in the header of the mail. */
export async function unsubscribeFromMail(email: string, subject: RegExp): Promise<void> {
  const { Headers } = Message.parse(await getJson(`/mail/api/v1/message/${await findMail(email, subject)}`));
  expect(Headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
  const address = z.string().parse(/<(https?:[^>]+)>/.exec(Headers["list-unsubscribe"] ?? "")?.[1]);
  const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
  expect((await fetch(address, { method: "POST", body })).status).toBe(200);
}

async function findMail(email: string, subject: RegExp): Promise<string> {
  let id = "";
  await expect
    .poll(
      async () => {
        const query = encodeURIComponent(`to:"${email}"`);
        const list = List.parse(await getJson(`/mail/api/v1/search?query=${query}`));
        id = list.messages.find(({ Subject }) => subject.test(Subject))?.ID ?? "";
        return id;
      },
      { message: `a mail to ${email}`, timeout: 10_000 },
    )
    .not.toBe("");
  return id;
}

async function getJson(path: string): Promise<unknown> {
  const response = await fetch(stackAddress().url + path);
  return response.json();
}
