import { useState } from "react";
import { Segmented } from "../../../ui/segmented.tsx";
import { MessageCard, type MessageCardProps, type MessageKind } from "./message-card.tsx";
import { PreviewCard, type PreviewCardProps } from "./preview-card.tsx";

type Kind = "page" | MessageKind;

const kinds = [
  { value: "page", label: "Status page" },
  { value: "email", label: "E-mail" },
  { value: "sms", label: "SMS" },
  { value: "chat", label: "Chat" },
] as const satisfies readonly { value: Kind; label: string }[];

function isDarkNow(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}

export type PreviewPanelProps = Omit<PreviewCardProps, "isDark" | "onTheme"> &
  Pick<MessageCardProps, "organizationId" | "place">;

/** What readers will see: on the page, and in each kind of message if they are told. */
export function PreviewPanel({ organizationId, place, ...page }: PreviewPanelProps) {
  const [chosen, setKind] = useState<Kind>("page");
  const [isDark, setDark] = useState(isDarkNow);
  const { notify } = page.values;
  const kind = notify ? chosen : "page";
  return (
    <div className="grid gap-4">
      {notify ? (
        <Segmented<Kind>
          label="Preview of"
          value={kind}
          options={kinds}
          onChange={setKind}
          className="justify-self-start"
        />
      ) : null}
      {kind === "page" ? (
        <PreviewCard {...page} isDark={isDark} onTheme={setDark} />
      ) : (
        <MessageCard
          organizationId={organizationId}
          kind={kind}
          values={page.values}
          place={place}
          isDark={isDark}
          onTheme={setDark}
        />
      )}
    </div>
  );
}
