import { z } from "zod";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { fieldsOf } from "../_shared/edge/request.ts";
import { spoken } from "../_shared/edge/spoken.ts";

const Token = z.string().regex(/^[0-9a-f]{64}$/, "This link is not valid any more.");
const Linked = z.object({ action: z.enum(["read", "acknowledge", "confirm"]), token: Token });
/** A key that was pressed during a call; one of the tokens is in the address the call was given. */
const Pressed = z.object({
  action: z.literal("call"),
  token: Token.optional(),
  confirm: Token.optional(),
  Digits: z.string().max(20).default(""),
});
const Input = z.discriminatedUnion("action", [Linked, Pressed]);

/** The database, as this function needs it. Null is a token that nobody has. */
export interface Alerts {
  /** What an alert is about. */
  read(token: string): Promise<object | null>;
  acknowledge(token: string): Promise<boolean | null>;
  /** Confirms a contact. */
  confirm(token: string): Promise<object | null>;
}

/**
 * What links of alerts lead to, for people without a session: `POST /alerts/read` and `/acknowledge` take the token of an
 * alert, `/confirm` that of a contact. Only POST: programs that look at links in messages acknowledge nothing. Tokens are
 * read from bodies, so that they stay out of logs. `/call` is what Twilio posts to when a key was pressed.
 */
export function createAlerts(database: Alerts, log: (line: string) => void): (request: Request) => Promise<Response> {
  return createHandler({
    methods: ["POST"],
    maxBodyBytes: 4096,
    input: Input,
    read: (request, body) => {
      const { pathname, searchParams } = new URL(request.url);
      const action = pathname.split("/").filter(Boolean)[1] ?? "";
      const query = action === "call" ? Object.fromEntries(searchParams) : {};
      return { ...fieldsOf(request, body), ...query, action };
    },
    handle: async (input) =>
      input.action === "call" ? pressed(database, input) : answer(database, input.action, input.token),
    log,
  });
}

/** 1 confirms a contact or acknowledges an alert; the answer is read out. */
async function pressed(database: Alerts, { token, confirm, Digits }: z.infer<typeof Pressed>): Promise<Response> {
  if (Digits !== "1") return spoken("Nothing has changed. Goodbye.");
  if (confirm !== undefined && (await database.confirm(confirm)) !== null) {
    return spoken("Confirmed. We will call you when something happens. Goodbye.");
  }
  if (token !== undefined && (await database.acknowledge(token)) !== null) {
    return spoken("The alert is acknowledged. Goodbye.");
  }
  return spoken("That is not possible any more. Goodbye.");
}

async function answer(database: Alerts, action: z.infer<typeof Linked>["action"], token: string): Promise<object> {
  if (action === "confirm") return found(await database.confirm(token));
  if (action === "acknowledge") found(await database.acknowledge(token));
  return found(await database.read(token));
}

function found<T>(answer: T | null): T {
  if (answer === null) throw new AppError("unknown_token", 404, "This link is not valid any more.");
  return answer;
}
