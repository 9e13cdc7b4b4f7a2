import { z } from "zod";
import { createHandler } from "../_shared/edge/handler.ts";
import { LinkToken } from "../_shared/edge/link-token.ts";
import { fieldsOf } from "../_shared/edge/request.ts";
import { PressedKey, spoken } from "../_shared/edge/spoken.ts";

const Linked = z.object({ action: z.enum(["read", "acknowledge", "confirm"]), token: LinkToken });
const Input = z.discriminatedUnion("action", [Linked, PressedKey]);

/** The database, as this function needs it. A token that nobody has is thrown as `AppError`. */
export interface Alerts {
  /** What an alert is about. */
  read(token: string): Promise<object | undefined>;
  /** Says whether it was the first. */
  acknowledge(token: string): Promise<boolean>;
  /** Confirms a contact. */
  confirm(token: string): Promise<object | undefined>;
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
      input.action === "call" ? spoken(() => pressed(database, input)) : answer(database, input.action, input.token),
    log,
  });
}

/** 1 confirms a contact or acknowledges an alert; the answer is read out. */
async function pressed(database: Alerts, { token, confirm, Digits }: z.infer<typeof PressedKey>): Promise<string> {
  if (confirm !== undefined && Digits === "1") {
    await database.confirm(confirm);
    return "Confirmed. We will call you when something happens. Goodbye.";
  }
  if (token !== undefined && Digits === "1") {
    await database.acknowledge(token);
    return "The alert is acknowledged. Goodbye.";
  }
  return "Nothing has changed. Goodbye.";
}

async function answer(
  database: Alerts,
  action: z.infer<typeof Linked>["action"],
  token: string,
): Promise<object | undefined> {
  if (action === "confirm") return database.confirm(token);
  if (action === "acknowledge") await database.acknowledge(token);
  return database.read(token);
}
