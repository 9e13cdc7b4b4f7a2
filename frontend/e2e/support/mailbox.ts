import { expect } from "@playwright/test";
import { z } from "zod";
import { stackAddress } from "./stack.ts";

const List = z.object({ messages: z.array(z.object({ ID: z.string(), Subject: z.string() })) });
const Message = z.object({ Text: z.string() });

/** The link of the newest mail to an address whose subject matches; waits until it has arrived. */
export async function linkFromMail(email: string, subject: RegExp): Promise<string> {
  let link = "";
  await expect
    .poll(
      async () => {
        const query = encodeURIComponent(`to:"${email}"`);
        const list = List.parse(await getJson(`/mail/api/v1/search?query=${query}`));
        const mail = list.messages.find(({ Subject }) => subject.test(Subject));
        if (mail === undefined) return "";
        const { Text } = Message.parse(await getJson(`/mail/api/v1/message/${mail.ID}`));
        link = /https?:\/\/\S+/.exec(Text)?.[0] ?? "";
        return link;
      },
      { message: `a mail to ${email}`, timeout: 10_000 },
    )
    .toContain("http");
  return link;
}

async function getJson(path: string): Promise<unknown> {
  const response = await fetch(stackAddress().url + path);
  return response.json();
}
