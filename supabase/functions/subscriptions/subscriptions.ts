import { z } from "zod";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { fieldsOf, sourceOf } from "../_shared/edge/request.ts";
import { spoken } from "../_shared/edge/spoken.ts";

const Token = z.string().regex(/^[0-9a-f]{64}$/, "This link is not valid any more.");
const Ids = z.array(z.uuid()).max(500).default([]);
const GroupIds = z.array(z.uuid()).max(200).default([]);
const Events = z.array(z.enum(["incidents", "maintenances", "components"])).min(1, "Choose what to hear of.");

const Slug = z.string().min(1).max(100);
const Channel = z.enum(["email", "sms", "call", "webhook", "slack", "teams", "discord", "push"]);
/** What a browser gives to whoever may send to it (RFC 8291): a point on P-256 and 16 random bytes. */
const PushKeys = z.object({
  p256dh: z.string().regex(/^B[\w-]{86}$/),
  auth: z.string().regex(/^[\w-]{22}$/),
});

const Channels = z.object({ action: z.literal("channels"), page_slug: Slug });
const Wanted = z.object({
  action: z.literal("request"),
  page_slug: Slug,
  channel: Channel,
  address: z.string().min(1, "Enter an address.").max(1000),
  push_keys: PushKeys.optional(),
  component_ids: Ids,
  group_ids: GroupIds,
  events: Events.optional(),
});
const Confirm = z.object({ action: z.literal("confirm"), token: Token });
const Read = z.object({ action: z.literal("read"), token: Token });
const Change = z.object({
  action: z.literal("change"),
  token: Token,
  component_ids: Ids,
  group_ids: GroupIds,
  events: Events,
});
const End = z.object({ action: z.literal("unsubscribe"), token: Token });
const Erase = z.object({ action: z.literal("erase"), token: Token });
/** A key that was pressed during a call; one of the tokens is in the address the call was given. */
const Pressed = z.object({
  action: z.literal("call"),
  token: Token.optional(),
  confirm: Token.optional(),
  Digits: z.string().max(20).default(""),
});

const Input = z.discriminatedUnion("action", [Channels, Wanted, Confirm, Read, Change, End, Erase, Pressed]);

/** What is asked for; `source` is the network address it came from, where the platform says. */
export type SubscriptionRequest = z.infer<typeof Wanted> & { readonly source: string | undefined };
export type SubscriptionChange = Omit<z.infer<typeof Change>, "action">;

/** The database, as this function needs it. What it refuses is thrown as `Refusal`. */
export interface Subscriptions {
  /** What the page can be followed by, and the key browsers subscribe with. */
  channels(pageSlug: string): Promise<{ channels: readonly string[]; push_key: string | null }>;
  request(wanted: SubscriptionRequest): Promise<void>;
  confirm(token: string): Promise<{ page_slug: string; token: string }>;
  read(token: string): Promise<unknown>;
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

/** A refusal of the database (docs/error-codes.md). */
export class Refusal extends Error {
  readonly code: string;
  readonly field: string;
  constructor(code: string, message: string, field: string) {
    super(message);
    this.code = code;
    this.field = field;
  }
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
    handle: (input, request) => answer(database, input, sourceOf(request)).catch(explain),
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
      return pressed(database, input).catch((error: unknown) => {
        // Whoever listens cannot read an error.
        if (error instanceof Refusal) return spoken("That is not possible any more. Goodbye.");
        throw error;
      });
  }
}

/** A channel without a provider would take addresses and never send. */
async function requireOffered(
  database: Subscriptions,
  { page_slug, channel, push_keys }: z.infer<typeof Wanted>,
): Promise<void> {
  const { channels } = await database.channels(page_slug);
  if (!channels.includes(channel)) throw new Refusal("HG422", "This page cannot be followed that way.", "channel");
  if (channel === "push" && push_keys === undefined) {
    throw new Refusal("HG422", "The keys of the browser are missing.", "push_keys");
  }
}

/** 1 confirms where a confirmation was asked for, 9 ends a subscription; the answer is read out. */
async function pressed(
  database: Subscriptions,
  { token, confirm, Digits }: z.infer<typeof Pressed>,
): Promise<Response> {
  if (confirm !== undefined && Digits === "1") {
    await database.confirm(confirm);
    return spoken("Confirmed. We will call you when something happens. Goodbye.");
  }
  if (token !== undefined && Digits === "9") {
    await database.end(token, false);
    return spoken("You are unsubscribed. Goodbye.");
  }
  return spoken("Nothing has changed. Goodbye.");
}

function explain(error: unknown): never {
  if (!(error instanceof Refusal)) throw error;
  if (error.code === "HG404") {
    throw error.field === "page_slug"
      ? new AppError("page_not_found", 404, error.message)
      : new AppError("unknown_token", 404, error.message);
  }
  if (error.code === "HG429") throw new AppError("rate_limited", 429, error.message, { retryAfter: 60 });
  if (error.code === "HG422") throw new AppError("invalid_input", 422, error.message, { field: error.field });
  throw error;
}
