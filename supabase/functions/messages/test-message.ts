import { z } from "zod";
import { AppError } from "../_shared/edge/errors.ts";
import { createEmail } from "../notify/channels/email.ts";
import { createSms } from "../notify/channels/sms.ts";
import type { ChannelOptions, Content, Delivery } from "../notify/message.ts";
import type { MessagesDatabase, PageFacts } from "./database.ts";
import { blockedPorts, type Hosting } from "./hosting.ts";

/** Null for the instance's own providers. */
const Owner = z.uuid().nullable();

/** Which channel to try; the address of a mail is the caller's own. */
export const TestInput = z.discriminatedUnion("channel", [
  z.object({ organization_id: Owner, channel: z.literal("email") }),
  z.object({
    organization_id: Owner,
    channel: z.literal("sms"),
    to: z.string().regex(/^\+[1-9]\d{6,14}$/, "Enter a number with its country: +49 151 23456789."),
  }),
]);

/** What became of a test message. */
export interface Tested {
  readonly isSent: boolean;
  readonly to: string;
  /** The provider's own words: its id of the message, or why it refused. */
  readonly answer: string;
}

/**
 * Sends one message the way the organization's messages leave: a mail to the caller's own address, or a text over the
 * organization's own account (the instance's would be spent by anybody on anybody). For a master administrator the same over
 * the instance's.
 * @throws AppError `forbidden`, `rate_limited`, `no_provider`, `port_blocked`
 */
export async function sendTest(
  input: z.infer<typeof TestInput>,
  database: MessagesDatabase,
  options: ChannelOptions,
  hosting: Hosting,
): Promise<Tested> {
  const { organization_id: owner, channel } = input;
  const own = await database.beginTest(owner);
  const { providers } = options;
  // What belongs to no organization is the instance's.
  const organizationId = owner ?? "";
  providers.add(await database.providers(owner));
  const to = channel === "sms" ? input.to : own;
  if (channel === "sms") {
    if (!providers.hasOwnTwilio(organizationId)) throw new AppError("no_provider", 409, "Set a Twilio account first.");
  } else {
    const provider = providers.emailOf(organizationId);
    if (provider === null) throw new AppError("no_provider", 409, "No mail server is set.");
    if ("smtp" in provider && blockedPorts(hosting).includes(provider.smtp.port))
      throw new AppError("port_blocked", 409, `Port ${provider.smtp.port} is blocked here. Use 465.`, {
        field: "port",
      });
  }
  const page = owner === null ? null : await database.firstPage(owner);
  const content = contentOf(page, database.now().toISOString());
  const sender = channel === "sms" ? createSms(options) : createEmail(options);
  try {
    const outcome = await sender.send(deliveryOf(organizationId, channel, to), content, AbortSignal.timeout(timeoutMs));
    return outcome.outcome === "sent"
      ? { isSent: true, to, answer: outcome.providerId ?? "" }
      : { isSent: false, to, answer: outcome.error };
  } finally {
    sender.close();
  }
}

const timeoutMs = 30_000;

function deliveryOf(organizationId: string, channel: "email" | "sms", address: string): Delivery {
  return {
    id: 0,
    notificationId: 0,
    organizationId,
    statusPageId: "",
    // Its message id is made of it, and each test is a message of its own.
    subscriberId: crypto.randomUUID(),
    channel,
    address,
    details: {},
    token: "test",
    confirmationToken: null,
    componentIds: null,
    threadId: null,
    attempt: 1,
  };
}

function contentOf(page: PageFacts | null, now: string): Content {
  return {
    notification_id: 0,
    status_page_id: "",
    topic: "incident.updated",
    page_slug: page?.slug ?? "",
    page_title: page?.title ?? "Heliograph",
    organization_name: page?.organizationName ?? "",
    time_zone: page?.timeZone ?? "UTC",
    accent: page?.accent ?? "",
    thread_id: "",
    update_id: "",
    page_status: "none",
    title: "Test message",
    status: "resolved",
    impact: "none",
    starts_at: now,
    ends_at: now,
    next_update_at: null,
    body: "This is how your messages leave. Nothing is wrong, and nobody else was told.",
    said_at: now,
    components: [],
  };
}
