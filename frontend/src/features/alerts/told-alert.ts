import { z } from "zod";
import { toAppError } from "../../lib/errors.ts";
import { callFunction } from "../../lib/functions.ts";
import { componentStatuses } from "../../lib/status.ts";

const ToldAlert = z.object({
  organization_name: z.string(),
  component_name: z.string(),
  rule_name: z.string(),
  status: z.enum(componentStatuses),
  opened_at: z.string(),
  acknowledged_at: z.string().nullable(),
  acknowledged_by: z.string().nullable(),
  ended_at: z.string().nullable(),
});
const Confirmed = z.object({ organization_name: z.string(), name: z.string() });

/** An alert as whoever holds its link sees it. */
export type ToldAlert = z.infer<typeof ToldAlert>;

/** The alert of a link; null when the link is void. */
export const readAlert = (token: string) => call("read", token, ToldAlert);

/** Acknowledges it, and reads it. */
export const acknowledgeAlert = (token: string) => call("acknowledge", token, ToldAlert);

/** Confirms the contact of a link; null when the link is void. */
export const confirmContact = (token: string) => call("confirm", token, Confirmed);

const voidCodes = ["unknown_token", "invalid_input"];

async function call<Data>(action: string, token: string, schema: z.ZodType<Data>): Promise<Data | null> {
  try {
    return await callFunction(`alerts/${action}`, { token }, schema);
  } catch (error) {
    if (voidCodes.includes(toAppError(error).code)) return null;
    throw error;
  }
}
