import { z } from "zod";
import { Constants } from "../_shared/db/database.types.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { LinkToken } from "../_shared/edge/link-token.ts";
import { fieldsOf, sourceOf } from "../_shared/edge/request.ts";
import { PressedKey, spoken } from "../_shared/edge/spoken.ts";

const Ids = z.array(z.uuid()).max(500).default([]);
const GroupIds = z.array(z.uuid()).max(200).default([]);
const Events = z.array(z.enum(["incidents", "maintenances", "components"])).min(1, "Choose what to hear of.");

const Slug = z.string().min(1).max(100);
/** What a browser gives to whoever may send to it (RFC 8291): a point on P-256 and 16 random bytes. */
const PushKeys = z.object({
  p256dh: z.string().regex(/^B[\w-]{86}$/),
  auth: z.string().regex(/^[\w-]{22}$/),
});

const Channels = z.object({ action: z.literal("channels"), page_slug: Slug });
const Wanted = z.object({
  action: z.literal("request"),
  page_slug: Slug,
  channel: z.enum(Constants.public.Enums.notification_channel),
  address: z.string().min(1, "Enter an address.").max(1000),
  push_keys: PushKeys.optional(),
  component_ids: Ids,
  group_ids: GroupIds,
  events: Events.optional(),
});
const Confirm = z.object({ action: z.literal("confirm"), token: LinkToken });
const Read = z.object({ action: z.literal("read"), token: LinkToken });
const Change = z.object({
  action: z.literal("change"),
  token: LinkToken,
  component_ids: Ids,
  group_ids: GroupIds,
  events: Events,
});
const End = z.object({ action: z.literal("unsubscribe"), token: LinkToken });
const Erase = z.object({ action: z.literal("erase"), token: LinkToken });

const Input = z.discriminatedUnion("action", [Channels, Wanted, Confirm, Read, Change, End, Erase, PressedKey]);

/** What is asked for; `source` is the network address it came from, where the platform says. */
export type SubscriptionRequest = z.infer<typeof Wanted> & { readonly source: string | undefined };
/** What the holder of a token wants to follow from now on. */
export type SubscriptionChange = Omit<z.infer<typeof Change>, "action">;

/** The database, as this function needs it. What it refuses is thrown as `AppError`. */
export interface Subscriptions {
  /** What the page can be followed by, and the key browsers subscribe with. */
  channels(pageSlug: string): Promise<{ channels: readonly string[]; push_key: string | null }>;
  request(wanted: SubscriptionRequest): Promise<void>;
  confirm(token: string): Promise<{ page_slug: string; token: string } | undefined>;
  read(token: string): Promise<object | undefined>;
  change(change: SubscriptionChange): Promise<void>;
  end(token: string, erase: boolean): Promise<void>;
}

/** What is asked for as the RPC takes it: what is left out has the database's own default. */
export function argumentsOf({ action: _, source, events, push_keys, ...wanted }: SubscriptionRequest) {
  return {
    ...wanted,
    ...(events !== undefined && { events }),
    ...(push_keys !== undefined && { details: { keys: push_keys } }),
    ...(source !== undefined && { source }),
  };
}

/**
 * Subscribing without an account: `POST /subscriptions/channels` says what a page offers, `POST /subscriptions` asks,
 * `/confirm`, `/read`, `/change`, `/unsubscribe` and `/erase` take the token of a link. `/unsubscribe` is also what mail
 * programs post to (RFC 8058: token in the query, a form as the body), `/call` what Twilio does when a key was pressed.
 * Tokens are read from bodies otherwise, so that they stay out of logs. Never says whether an address is known.
 */
export function createSubscriptions(
  database: Subscriptions,
  log: (line: string) => void,
): (request: Request) => Promise<Response> {
  return createHandler({
    methods: ["POST"],
    maxBodyBytes: 65_536,
    input: Input,
    read: (request, body) => {
      const url = new URL(request.url);
      const action = url.pathname.split("/").filter(Boolean)[1] ?? "request";
      const fields = fieldsOf(request, body);
      if (action === "call") return { ...fields, ...Object.fromEntries(url.searchParams), action };
      const token = action === "unsubscribe" ? url.searchParams.get("token") : null;
      return { ...fields, ...(token !== null && { token }), action };
    },
    handle: (input, request) => answer(database, input, sourceOf(request)),
    log,
  });
}

async function answer(
  database: Subscriptions,
  input: z.infer<typeof Input>,
  source: string | undefined,
): Promise<unknown> {
  switch (input.action) {
    case "channels":
      return database.channels(input.page_slug);
    case "request":
      await requireOffered(database, input);
      await database.request({ ...input, source });
      return { ok: true };
    case "confirm":
      return database.confirm(input.token);
    case "read":
      return database.read(input.token);
    case "change": {
      const { action: _, ...change } = input;
      await database.change(change);
      return { ok: true };
    }
    case "unsubscribe":
    case "erase":
      await database.end(input.token, input.action === "erase");
      return { ok: true };
    case "call":
      return spoken(() => pressed(database, input));
  }
}

/** A channel without a provider would take addresses and never send. */
async function requireOffered(
  database: Subscriptions,
  { page_slug, channel, push_keys }: z.infer<typeof Wanted>,
): Promise<void> {
  const { channels } = await database.channels(page_slug);
  if (!channels.includes(channel)) throw invalid("This page cannot be followed that way.", "channel");
  if (channel === "push" && push_keys === undefined) throw invalid("The keys of the browser are missing.", "push_keys");
}

/** 1 confirms where a confirmation was asked for, 9 ends a subscription; the answer is read out. */
async function pressed(
  database: Subscriptions,
  { token, confirm, Digits }: z.infer<typeof PressedKey>,
): Promise<string> {
  if (confirm !== undefined && Digits === "1") {
    await database.confirm(confirm);
    return "Confirmed. We will call you when something happens. Goodbye.";
  }
  if (token !== undefined && Digits === "9") {
    await database.end(token, false);
    return "You are unsubscribed. Goodbye.";
  }
  return "Nothing has changed. Goodbye.";
}

function invalid(message: string, field: string): AppError {
  return new AppError("invalid_input", 422, message, { field });
}
