import { Button } from "@react-email/button";
import { Heading } from "@react-email/heading";
import { Section } from "@react-email/section";
import { Text } from "@react-email/text";
import type { ReactNode } from "react";
import { markdownToHtml } from "../../_shared/domain/markdown.ts";
import type { Content, Links } from "../message.ts";
import { plainBody, subjectOf, timeOf } from "../wording.ts";
import { button, Frame, quiet, text } from "./notice-mail.tsx";

/** Until when the link is valid, and for whom. */
export function invitationNote(content: Content): string {
  const until = timeOf(content.ends_at ?? content.said_at, content.time_zone);
  return `The link is valid until ${until}, for this address alone. If you do not expect this, ignore it.`;
}

/** Asks somebody to join an organization. */
export function InvitationMail({ content, links }: { readonly content: Content; readonly links: Links }): ReactNode {
  return (
    <Frame content={content} links={links} preview={plainBody(content).slice(0, 140)}>
      <Section style={{ padding: "22px 32px 28px" }}>
        <Heading
          as="h1"
          className="ink"
          style={{ ...text, fontSize: 23, lineHeight: "30px", margin: 0, fontWeight: 600 }}
        >
          {subjectOf(content)}
        </Heading>
        {/* Made by our own renderer, which lets no HTML of the author through. */}
        <div
          className="ink words"
          style={{ ...text, fontSize: 15 }}
          dangerouslySetInnerHTML={{ __html: markdownToHtml(content.body) }}
        />
        <Section style={{ paddingTop: 14 }}>
          <Button className="button" href={links.subject} style={button}>
            Accept the invitation
          </Button>
        </Section>
        <Text className="quiet" style={{ ...text, ...quiet, marginBottom: 0 }}>
          {invitationNote(content)}
        </Text>
      </Section>
    </Frame>
  );
}
