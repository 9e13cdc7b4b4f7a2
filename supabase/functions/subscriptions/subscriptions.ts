import { z } from "zod";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { fieldsOf, sourceOf } from "../_shared/edge/request.ts";

const Token = z.string().regex(/^[0-9a-f]{64}$/, "This link is not valid any more.");
const Ids = z.array(z.uuid()).max(500).default([]);
const Events = z.array(z.enum(["incidents", "maintenances"])).min(1, "Choose what to hear of.");

const Wanted = z.object({
  action: z.literal("request"),
  page_slug: z.string().min(1).max(100),
  channel: z.enum(["email"]),
  address: z.string().min(1, "Enter an address.").max(1000),
  component_ids: Ids,
  group_ids: Ids,
  events: Events.optional(),
});
const Confirm = z.object({ action: z.literal("confirm"), token: Token });
const Read = z.object({ action: z.literal("read"), token: Token });
const Change = z.object({
  action: z.literal("change"),
  token: Token,
  component_ids: Ids,
  group_ids: Ids,
  events: Events,
});
const End = z.object({ action: z.literal("unsubscribe"), token: Token });
const Erase = z.object({ action: z.literal("erase"), token: Token });

const Input = z.discriminatedUnion("action", [Wanted, Confirm, Read, Change, End, Erase]);

/** What is asked for; `source` is the network address it came from, where the platform says. */
export type SubscriptionRequest = z.infer<typeof Wanted> & { readonly source: string | undefined };
export type SubscriptionChange = Omit<z.infer<typeof Change>, "action">;

/** The database, as this function needs it. What it refuses is thrown as `Refusal`. */
export interface Subscriptions {
  request(wanted: SubscriptionRequest): Promise<void>;
  confirm(token: string): Promise<{ page_slug: string; token: string }>;
  read(token: string): Promise<unknown>;
  change(change: SubscriptionChange): Promise<void>;
  end(token: string, erase: boolean): Promise<void>;
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
 * Subscribing without an account: `POST /subscriptions` asks, `/confirm`, `/read`, `/change`, `/unsubscribe` and `/erase`
 * take the token of a link. `/unsubscribe` is also what mail programs post to (RFC 8058: token in the query, a form as the
 * body). Tokens are read from bodies otherwise, so that they stay out of logs. Never says whether an address is known.
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
      const token = action === "unsubscribe" ? url.searchParams.get("token") : null;
      return { ...fieldsOf(request, body), ...(token !== null && { token }), action };
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
    case "request":
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
  }
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
