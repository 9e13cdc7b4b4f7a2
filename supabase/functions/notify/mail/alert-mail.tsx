import { Button } from "@react-email/button";
import { Heading } from "@react-email/heading";
import { Section } from "@react-email/section";
import { Text } from "@react-email/text";
import type { ReactNode } from "react";
import { markdownToHtml } from "../../_shared/domain/markdown.ts";
import type { Content, Links } from "../message.ts";
import { alertAction, factsOf, headline, plainBody, subjectOf } from "../wording.ts";
import { bandOf } from "./look.ts";
import { button, Facts, Frame, quiet, text } from "./notice-mail.tsx";

interface AlertProps {
  readonly content: Content;
  readonly links: Links;
}

/** An alert of the team, its end, or the question whether this address is to get any. */
export function AlertMail({ content, links }: AlertProps): ReactNode {
  const isQuestion = content.topic === "alert.confirm";
  const band = bandOf(content, content.components);
  return (
    <Frame content={content} links={links} preview={plainBody(content).slice(0, 140)}>
      <Section
        className={isQuestion ? "" : `bg-${band.name}`}
        style={{ background: isQuestion ? undefined : band.soft, padding: "22px 32px 24px" }}
      >
        {!isQuestion && (
          <Text
            className={`fg-${band.name}`}
            style={{ ...text, color: band.fg, fontWeight: 600, fontSize: 14, margin: "0 0 8px" }}
          >
            {band.glyph} {headline(content)}
          </Text>
        )}
        <Heading
          as="h1"
          className="ink"
          style={{ ...text, fontSize: 23, lineHeight: "30px", margin: 0, fontWeight: 600 }}
        >
          {isQuestion ? subjectOf(content) : content.title}
        </Heading>
      </Section>
      <Section style={{ padding: "20px 32px 28px" }}>
        {/* Made by our own renderer, which lets no HTML of the author through. */}
        <div
          className="ink"
          style={{ ...text, fontSize: 15 }}
          dangerouslySetInnerHTML={{ __html: markdownToHtml(content.body) }}
        />
        <Facts facts={factsOf(content)} />
        <Section style={{ paddingTop: 26 }}>
          <Button className="button" href={links.subject} style={button}>
            {alertAction(content)}
          </Button>
        </Section>
        {isQuestion && (
          <Text className="quiet" style={{ ...text, ...quiet }}>
            The link is valid for three days. If you do not expect this, ignore it.
          </Text>
        )}
      </Section>
    </Frame>
  );
}
