import { useQuery } from "@tanstack/react-query";
import { Mail, MessageSquareText, MessagesSquare } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { smsSegments } from "../../../lib/sms.ts";
import { useSettled } from "../../../lib/use-settled.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import type { ComposerValues } from "../composer-form.ts";
import { type MessagePreview, type PreviewPlace, previewQuery, previewRequest } from "../message-preview.ts";
import { MailFrame } from "./mail-frame.tsx";
import { PreviewThemeButton } from "./preview-theme-button.tsx";

export type MessageKind = "email" | "sms" | "chat";

export interface MessageCardProps {
  organizationId: string;
  kind: MessageKind;
  values: ComposerValues;
  /** Undefined where it is on no page: then nobody is told. */
  place: Omit<PreviewPlace, "now"> | undefined;
  isDark: boolean;
  onTheme: (isDark: boolean) => void;
}

const icon = { size: 15, strokeWidth: 1.75, className: "text-text-2", "aria-hidden": true } as const;
const kinds = {
  email: { title: "E-mail", icon: <Mail {...icon} /> },
  sms: { title: "SMS", icon: <MessageSquareText {...icon} /> },
  chat: { title: "Slack, Teams, Discord", icon: <MessagesSquare {...icon} /> },
} satisfies Record<MessageKind, { title: string; icon: ReactNode }>;

const typedMs = 500;

/** What subscribers would read, rendered by the code that writes to them. */
export function MessageCard({ organizationId, kind, values, place, isDark, onTheme }: MessageCardProps) {
  const { title, icon: mark } = kinds[kind];
  return (
    <section aria-label={`Preview: ${title}`}>
      <div className="mb-3 flex min-h-(--control-height) items-center justify-between gap-3">
        <h2 className="flex items-center gap-2 font-semibold text-[13px]/5">
          {mark}
          {title}
        </h2>
        {kind === "email" ? <PreviewThemeButton isDark={isDark} onTheme={onTheme} /> : null}
      </div>
      {place === undefined ? (
        <div className="preview-card">
          <EmptyState title="It is on no status page" text="Nobody can follow what no page shows." />
        </div>
      ) : (
        <Rendered organizationId={organizationId} kind={kind} values={values} place={place} isDark={isDark} />
      )}
    </section>
  );
}

type RenderedProps = Omit<MessageCardProps, "place" | "onTheme"> & { place: Omit<PreviewPlace, "now"> };

function Rendered({ organizationId, kind, values, place, isDark }: RenderedProps) {
  const [now] = useState(Date.now);
  const text = JSON.stringify(previewRequest(values, { ...place, now }));
  const settled = useSettled(text, typedMs);
  const request = useMemo((): ReturnType<typeof previewRequest> => JSON.parse(settled), [settled]);
  const query = useQuery(previewQuery(organizationId, request));
  return (
    <div className="preview-card" data-theme={isDark ? "dark" : "light"}>
      <QueryView query={query} skeleton={<SkeletonRows count={6} className="h-9" />}>
        {(preview) =>
          kind === "email" ? (
            <MailPreview preview={preview} isDark={isDark} />
          ) : kind === "sms" ? (
            <SmsPreview text={preview.sms} />
          ) : (
            <ChatPreview chat={preview.chat} />
          )
        }
      </QueryView>
    </div>
  );
}

function MailPreview({ preview: { email }, isDark }: { preview: MessagePreview; isDark: boolean }) {
  return (
    <>
      <p className="wrap-anywhere border-border border-b px-5 py-3 text-[13px]/5 text-text">
        <span className="text-text-2">Subject </span>
        <span className="font-semibold">{email.subject}</span>
      </p>
      <MailFrame html={email.html} isDark={isDark} />
    </>
  );
}

function SmsPreview({ text }: { text: string }) {
  const parts = smsSegments(text);
  return (
    <div className="px-5 py-4">
      <p className="wrap-anywhere max-w-[42ch] rounded-dialog bg-surface-2 px-3.5 py-2.5 text-[14px]/5 text-text">
        {text}
      </p>
      <p className="mt-2 text-[12.5px]/[18px] text-text-2">
        {text.length} characters, {parts === 1 ? "one part" : `sent as ${parts} parts`}
      </p>
    </div>
  );
}

function ChatPreview({ chat: { title, body, facts, action } }: { chat: MessagePreview["chat"] }) {
  return (
    <div className="grid gap-3 px-5 py-4 text-text">
      <p className="wrap-anywhere font-semibold text-[16px]/6">{title}</p>
      {body === "" ? null : <p className="wrap-anywhere whitespace-pre-line text-[14px]/[22px]">{body}</p>}
      {facts.length === 0 ? null : (
        <dl className="grid gap-1 text-[13px]/5">
          {facts.map(([name, value]) => (
            <div key={name} className="flex flex-wrap gap-x-1.5">
              <dt className="font-semibold">{name}:</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="text-[13px]/5 text-accent underline">{action}</p>
    </div>
  );
}
