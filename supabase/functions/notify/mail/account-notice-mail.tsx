import { Button } from "@react-email/button";
import { Heading } from "@react-email/heading";
import { Section } from "@react-email/section";
import { Text } from "@react-email/text";
import type { ReactNode } from "react";
import type { Content, Links } from "../message.ts";
import { accountNotice } from "../wording.ts";
import { button, Frame, text } from "./notice-mail.tsx";

/** What the button of a notice does, for whoever did it and for whoever did not. */
export const accountAction = "Choose a new password";

/** Tells the owner of an account what became of it. */
export function AccountNoticeMail({ content, links }: { readonly content: Content; readonly links: Links }): ReactNode {
  const { subject, said, advice } = accountNotice(content);
  return (
    <Frame content={content} links={links} preview={said}>
      <Section style={{ padding: "22px 32px 28px" }}>
        <Heading
          as="h1"
          className="ink"
          style={{ ...text, fontSize: 23, lineHeight: "30px", margin: 0, fontWeight: 600 }}
        >
          {subject}
        </Heading>
        {[`Account: ${content.title}`, said, ...advice].map((sentence) => (
          <Text key={sentence} className="ink" style={{ ...text, fontSize: 15, marginBottom: 0 }}>
            {sentence}
          </Text>
        ))}
        <Section style={{ paddingTop: 22 }}>
          <Button className="button" href={links.subject} style={button}>
            {accountAction}
          </Button>
        </Section>
      </Section>
    </Frame>
  );
}
