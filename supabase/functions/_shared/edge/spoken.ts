import { z } from "zod";
import { AppError } from "./errors.ts";
import { LinkToken } from "./link-token.ts";

/** A key that was pressed during a call; one of the tokens is in the address the call was given. */
export const PressedKey = z.object({
  action: z.literal("call"),
  token: LinkToken.optional(),
  confirm: LinkToken.optional(),
  Digits: z.string().max(20).default(""),
});

/**
 * The answer to a key that was pressed during a call: a sentence of our own, which Twilio reads out (TwiML).
 * @param act does what the key stands for and returns the sentence; a refusal is read out too, in words for the ear
 */
export async function spoken(act: () => Promise<string>): Promise<Response> {
  const sentence = await act().catch((error: unknown) => {
    if (error instanceof AppError) return "That is not possible any more. Goodbye.";
    throw error;
  });
  const twiml = `<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-GB">${sentence}</Say></Response>`;
  return new Response(twiml, { headers: { "content-type": "text/xml; charset=utf-8", "cache-control": "no-store" } });
}
