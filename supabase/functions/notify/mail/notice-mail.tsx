import { Body } from "@react-email/body";
import { Button } from "@react-email/button";
import { Container } from "@react-email/container";
import { Head } from "@react-email/head";
import { Heading } from "@react-email/heading";
import { Html } from "@react-email/html";
import { Link } from "@react-email/link";
import { Preview } from "@react-email/preview";
import { Section } from "@react-email/section";
import { Text } from "@react-email/text";
import type { ReactNode } from "react";
import { markdownToHtml } from "../../_shared/domain/markdown.ts";
import type { AffectedComponent, Content, Links } from "../message.ts";
import { componentStatuses, factsOf, headline, plainBody, timeOf } from "../wording.ts";
import { bandOf, fonts, linkColour, statusColours, styles } from "./look.ts";

interface NoticeProps {
  readonly content: Content;
  /** Those the reader follows. */
  readonly components: readonly AffectedComponent[];
  readonly links: Links;
}

/** An update of an incident or maintenance, or a component's new status. */
export function NoticeMail({ content, components, links }: NoticeProps): ReactNode {
  const band = bandOf(content, components);
  const isIncident = content.topic.startsWith("incident.");
  const isComponent = content.topic.startsWith("component.");
  return (
    <Frame content={content} links={links} preview={plainBody(content).slice(0, 140)} isFollower>
      <Section className={`bg-${band.name}`} style={{ background: band.soft, padding: "22px 32px 24px" }}>
        <Text
          className={`fg-${band.name}`}
          style={{ ...text, color: band.fg, fontWeight: 600, fontSize: 14, margin: 0 }}
        >
          {band.glyph} {headline(content)}
        </Text>
        <Heading
          as="h1"
          className="ink"
          style={{ ...text, fontSize: 23, lineHeight: "30px", margin: "8px 0 0", fontWeight: 600 }}
        >
          {content.title}
        </Heading>
      </Section>
      <Section style={{ padding: "20px 32px 28px" }}>
        {/* Made by our own renderer, which lets no HTML of the author through. */}
        <div
          className="ink words"
          style={{ ...text, fontSize: 15 }}
          dangerouslySetInnerHTML={{ __html: markdownToHtml(content.body) }}
        />
        <Facts facts={factsOf(content)} />
        {components.length > 0 && !isComponent && (
          <>
            <Text className="quiet" style={{ ...text, ...quiet, margin: "24px 0 4px", fontWeight: 500 }}>
              {isIncident ? "What changed for the components you follow" : "Components you follow"}
            </Text>
            <Components components={components} withChange={isIncident} />
          </>
        )}
        <Section style={{ paddingTop: 26 }}>
          <Button className="button" href={links.subject} style={button}>
            {isIncident ? "Open incident page" : isComponent ? "Open status page" : "Open maintenance page"}
          </Button>
        </Section>
      </Section>
    </Frame>
  );
}

/** Asks whether the reader wants to hear from a page. */
export function ConfirmMail({ content, links }: Omit<NoticeProps, "components">): ReactNode {
  return (
    <Frame content={content} links={links} preview={`Confirm that you want to hear from ${content.page_title}.`}>
      <Section style={{ padding: "26px 32px 30px" }}>
        <Heading
          as="h1"
          className="ink"
          style={{ ...text, fontSize: 23, lineHeight: "30px", margin: 0, fontWeight: 600 }}
        >
          Confirm your subscription
        </Heading>
        <Text className="ink" style={{ ...text, fontSize: 15 }}>
          Somebody, hopefully you, asked to hear from {content.page_title} at this address. Nothing is sent before you
          confirm.
        </Text>
        <Button className="button" href={links.confirm} style={button}>
          Confirm subscription
        </Button>
        <Text className="quiet" style={{ ...text, ...quiet }}>
          The link is valid for three days. If this was not you, ignore this mail.
        </Text>
      </Section>
    </Frame>
  );
}

/** Tells who asks again that they follow the page, with the link to change what they follow. */
export function ExistsMail({ content, links }: Omit<NoticeProps, "components">): ReactNode {
  return (
    <Frame content={content} links={links} preview={`You already follow ${content.page_title}.`} isFollower>
      <Section style={{ padding: "26px 32px 30px" }}>
        <Heading
          as="h1"
          className="ink"
          style={{ ...text, fontSize: 23, lineHeight: "30px", margin: 0, fontWeight: 600 }}
        >
          You already follow {content.page_title}
        </Heading>
        <Text className="ink" style={{ ...text, fontSize: 15 }}>
          Somebody asked to subscribe this address, which is subscribed. Nothing has changed.
        </Text>
        <Button className="button" href={links.manage} style={button}>
          Change what you follow
        </Button>
      </Section>
    </Frame>
  );
}

interface FrameProps {
  readonly content: Content;
  readonly links: Links;
  readonly preview: string;
  /** Whether the reader is subscribed, and may want to leave. */
  readonly isFollower?: boolean;
  readonly children: ReactNode;
}

/** What surrounds every mail. */
export function Frame({ content, links, preview, isFollower = false, children }: FrameProps): ReactNode {
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{styles}</style>
      </Head>
      <Preview>{preview}</Preview>
      <Body className="canvas" style={{ background: "#faf8f5", margin: 0, padding: "28px 12px" }}>
        <Container className="card" style={card}>
          <Section style={{ padding: "18px 32px" }}>
            <table role="presentation" width="100%" cellPadding={0} cellSpacing={0}>
              <tbody>
                <tr>
                  <td className="ink" style={{ ...text, fontWeight: 600, fontSize: 15 }}>
                    {content.page_title}
                  </td>
                  <td className="quiet" align="right" style={{ ...text, ...quiet }}>
                    {timeOf(content.said_at, content.time_zone)}
                  </td>
                </tr>
              </tbody>
            </table>
          </Section>
          {children}
        </Container>
        <Container style={{ width: "100%", maxWidth: 600, padding: "16px 32px" }}>
          <Text className="quiet" style={{ ...text, ...quiet, margin: 0 }}>
            {isFollower ? (
              <>
                You get this because you follow {content.page_title}.{" "}
                <Link className="link" href={links.manage} style={link}>
                  Change what you follow or unsubscribe
                </Link>
                .
              </>
            ) : (
              <Link className="link" href={links.page} style={link}>
                {content.page_title}
              </Link>
            )}
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

/** Facts under a message, each with its name. */
export function Facts({ facts }: { readonly facts: ReturnType<typeof factsOf> }): ReactNode {
  if (facts.length === 0) return null;
  return (
    <table
      role="presentation"
      width="100%"
      cellPadding={0}
      cellSpacing={0}
      className="rule"
      style={{ ...ruled, marginTop: 18 }}
    >
      <tbody>
        {facts.map(([name, value]) => (
          <tr key={name}>
            <td className="quiet" style={{ ...text, ...quiet, padding: "5px 0", width: 140 }}>
              {name}
            </td>
            <td className="ink" style={{ ...text, fontWeight: 600, fontSize: 14 }}>
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Components({
  components,
  withChange,
}: {
  readonly components: readonly AffectedComponent[];
  readonly withChange: boolean;
}): ReactNode {
  return (
    <table width="100%" cellPadding={0} cellSpacing={0}>
      <tbody>
        {components.map(({ id, name, old_status, new_status }) => (
          <tr key={id}>
            <td className="ink rule" style={{ ...text, ...cell }}>
              {name}
            </td>
            <td className="rule" align="right" style={{ ...text, ...cell }}>
              {withChange && old_status !== new_status && (
                <>
                  <Status status={old_status} />
                  <span className="quiet" style={quiet}>
                    {" → "}
                  </span>
                </>
              )}
              <Status status={new_status} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Status({ status }: { readonly status: AffectedComponent["new_status"] }): ReactNode {
  const { fg, glyph, name } = statusColours[status];
  return (
    <span className={`fg-${name}`} style={{ color: fg, fontWeight: 500, whiteSpace: "nowrap" }}>
      {glyph} {componentStatuses[status]}
    </span>
  );
}

export const text = { fontFamily: fonts, color: "#121e22", lineHeight: "24px" };
export const quiet = { color: "#5f6b6f", fontSize: 13, lineHeight: "20px" };
const link = { color: linkColour, textDecoration: "underline" };
const card = {
  width: "100%",
  maxWidth: 600,
  background: "#ffffff",
  border: "1px solid #e2dfdb",
  borderRadius: 10,
  overflow: "hidden",
};
const ruled = { borderTop: "1px solid #e2dfdb", borderBottom: "1px solid #e2dfdb", padding: "8px 0" };
const cell = { borderBottom: "1px solid #e2dfdb", padding: "9px 0", fontSize: 14, lineHeight: "20px" };
export const button = {
  ...text,
  background: "#005461",
  color: "#ffffff",
  borderRadius: 6,
  padding: "10px 20px",
  fontWeight: 600,
  fontSize: 14,
};
