import { z } from "zod";
import { Constants } from "../_shared/db/database.types.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { smsText } from "../notify/channels/sms.ts";
import { chatNoticeOf } from "../notify/chat.ts";
import { MailRenderer } from "../notify/mail/render.ts";
import { type Content, type Delivery, linksOf } from "../notify/message.ts";
import type { MessagesDatabase } from "./database.ts";

const { component_status, incident_impact, incident_status } = Constants.public.Enums;

/** An incident update that is being written. */
export const PreviewInput = z.object({
  organization_id: z.uuid(),
  page_id: z.uuid(),
  incident_id: z.uuid(),
  topic: z.enum(["incident.declared", "incident.updated", "incident.resolved", "incident.postmortem"]),
  title: z.string().max(200),
  status: z.enum(incident_status),
  impact: z.enum(incident_impact),
  started_at: z.iso.datetime({ offset: true }),
  resolved_at: z.iso.datetime({ offset: true }).nullable(),
  next_update_at: z.iso.datetime({ offset: true }).nullable(),
  body: z.string().max(20_000),
  components: z.array(z.object({ component_id: z.uuid(), status: z.enum(component_status) })).max(500),
});

/** What subscribers of each kind would read. */
export interface Preview {
  readonly email: { readonly subject: string; readonly html: string; readonly text: string };
  readonly sms: string;
  readonly chat: {
    readonly title: string;
    readonly body: string;
    readonly facts: readonly (readonly [name: string, value: string])[];
    readonly action: string;
  };
}

/** Where links lead: as real as a preview can be, with tokens that open nothing. */
const reader: Delivery = {
  id: 0,
  notificationId: 0,
  organizationId: "",
  statusPageId: "",
  subscriberId: "",
  channel: "email",
  address: "",
  details: {},
  token: "preview",
  confirmationToken: null,
  componentIds: null,
  threadId: null,
  attempt: 1,
};

/**
 * Renders what is being written as each channel would send it, with the code that sends.
 * @throws AppError `page_not_found`
 */
export async function previewOf(
  input: z.infer<typeof PreviewInput>,
  database: MessagesDatabase,
  urls: { readonly siteUrl: string; readonly functionsUrl: string },
): Promise<Preview> {
  const [page, components] = await Promise.all([
    database.page(input.organization_id, input.page_id),
    database.components(
      input.page_id,
      input.components.map(({ component_id }) => component_id),
    ),
  ]);
  if (page === null) throw new AppError("page_not_found", 404, "There is no such page.", { field: "page_id" });
  const content: Content = {
    notification_id: 0,
    status_page_id: input.page_id,
    topic: input.topic,
    page_slug: page.slug,
    page_title: page.title,
    organization_name: page.organizationName,
    time_zone: page.timeZone,
    accent: page.accent ?? "",
    thread_id: input.incident_id,
    update_id: input.incident_id,
    page_status: "none",
    title: input.title,
    status: input.status,
    impact: input.impact,
    starts_at: input.started_at,
    ends_at: input.resolved_at,
    next_update_at: input.next_update_at,
    body: input.body,
    said_at: database.now().toISOString(),
    components: components.map(({ id, name, status }) => ({
      id,
      name,
      old_status: status,
      new_status: input.components.find(({ component_id }) => component_id === id)?.status ?? status,
    })),
  };
  const links = linksOf(reader, content, urls.siteUrl, urls.functionsUrl);
  const { title, body, facts, action } = chatNoticeOf(content, content.components, links);
  return {
    email: new MailRenderer(urls.siteUrl, urls.functionsUrl).mailFor(reader, content),
    sms: smsText(content, links, true),
    chat: { title, body, facts, action: action.label },
  };
}
