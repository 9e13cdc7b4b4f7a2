import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { callFunction } from "../../lib/functions.ts";
import { organizationKey } from "../../lib/keys.ts";
import { effectiveComponents } from "./composer-changes.ts";
import { type ComposerValues, impactOf, isOpenStatus, isoOf, nextUpdateAt } from "./composer-form.ts";

const Preview = z.object({
  email: z.object({ subject: z.string(), html: z.string() }),
  sms: z.string(),
  chat: z.object({
    title: z.string(),
    body: z.string(),
    facts: z.array(z.tuple([z.string(), z.string()])),
    action: z.string(),
  }),
});

/** What readers would get, by channel. */
export type MessagePreview = z.infer<typeof Preview>;

/** Where and when it would be said. */
export interface PreviewPlace {
  pageId: string;
  /** Of an incident that is stored. */
  startedAt: string | null;
  resolvedAt: string | null;
  /** Now, for what is not said otherwise; kept still, so that nothing is rendered anew each second. */
  now: number;
}

/** What the function is asked to render. */
export function previewRequest(values: ComposerValues, place: PreviewPlace) {
  const now = new Date(place.now).toISOString();
  const isOver = !isOpenStatus(values.status);
  return {
    page_id: place.pageId,
    incident_id: values.incident_id,
    topic: topicOf(values),
    title: values.title.trim() === "" ? "Untitled" : values.title.trim().slice(0, 200),
    status: values.status,
    impact: impactOf(values),
    started_at: place.startedAt ?? isoOf(values.started_at) ?? now,
    resolved_at: isOver ? (place.resolvedAt ?? isoOf(values.resolved_at) ?? now) : null,
    next_update_at: nextUpdateAt(values, place.now) ?? null,
    body: values.body.slice(0, 20_000),
    components: effectiveComponents(values),
  };
}

/** What subscribers will hear of; see `post_incident_update`. */
function topicOf({ base, status }: Pick<ComposerValues, "base" | "status">): string {
  if (base === null || !base.is_published) return "incident.declared";
  if (status === "resolved") return "incident.resolved";
  return status === "postmortem" ? "incident.postmortem" : "incident.updated";
}

/** The messages, rendered by the code that sends them. */
export function previewQuery(organizationId: string, request: ReturnType<typeof previewRequest>) {
  return queryOptions({
    queryKey: organizationKey(organizationId, "message-preview", request),
    // What was shown last stays while the next is rendered.
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    queryFn: ({ signal }): Promise<MessagePreview> =>
      callFunction("messages/preview", { organization_id: organizationId, ...request }, Preview, signal),
  });
}
