import { chatNoticeOf, clip, createChat } from "../chat.ts";
import type { Answer } from "../http/post.ts";
import type { AffectedComponent, Channel, ChannelOptions, Content, Links, Outcome } from "../message.ts";

/** Microsoft Teams: a workflow that posts the card it is sent ("When a Teams webhook request is received"). */
export function createTeams(options: ChannelOptions): Channel {
  return createChat(options, { messageOf: teamsMessage, judge });
}

function judge({ status, body }: Answer): Outcome | undefined {
  const error = `${status} ${body}`.slice(0, 300);
  if (status === 404) return { outcome: "dead", error, endsSubscription: true };
  return status === 400 || status === 413 ? { outcome: "dead", error } : undefined;
}

/** The message as a workflow wants it: an Adaptive Card. */
export function teamsMessage(content: Content, components: readonly AffectedComponent[], links: Links) {
  const { title, body, facts, action, manage } = chatNoticeOf(content, components, links);
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          msteams: { width: "Full" },
          body: [
            run(clip(title, 300), { weight: "Bolder", size: "Large" }),
            // The whole card may have 28 kB.
            ...clip(body, 4000)
              .split(/\n{2,}/)
              .filter((paragraph) => paragraph !== "")
              .map((paragraph) => run(paragraph)),
            ...(facts.length === 0
              ? []
              : [
                  {
                    type: "FactSet",
                    facts: facts
                      .slice(0, 40)
                      .map(([name, value]) => ({ title: clip(name, 80), value: clip(value, 120) })),
                  },
                ]),
          ],
          actions: [action, ...(manage === null ? [] : [manage])].map((each) => ({
            type: "Action.OpenUrl",
            title: each.label,
            url: each.url,
          })),
        },
      },
    ],
  };
}

/** Text that is not read as Markdown, which a TextBlock would be. */
function run(text: string, look: { weight?: "Bolder"; size?: "Large" } = {}) {
  return { type: "RichTextBlock", inlines: [{ type: "TextRun", text, ...look }] };
}
