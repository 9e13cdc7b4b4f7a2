import { z } from "zod";
import { CardSetup } from "./stripe.ts";

/** A sign-up between its two steps. It outlives a reload of the tab, and nothing else. */
const PendingSignUp = z.object({
  email: z.string(),
  /** Path to open once the account is active. */
  next: z.string(),
  setup: CardSetup,
  /** The card was taken; the mail is on its way. */
  isCardDone: z.boolean(),
});
export type PendingSignUp = z.infer<typeof PendingSignUp>;

const key = "heliograph-sign-up";

/** The sign-up this tab is in the middle of; null without one. */
export function readPendingSignUp(storage: Pick<Storage, "getItem"> = sessionStorage): PendingSignUp | null {
  try {
    const parsed = PendingSignUp.safeParse(JSON.parse(storage.getItem(key) ?? "null"));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Keeps it; null forgets it. */
export function writePendingSignUp(
  pending: PendingSignUp | null,
  storage: Pick<Storage, "setItem" | "removeItem"> = sessionStorage,
): void {
  if (pending === null) storage.removeItem(key);
  else storage.setItem(key, JSON.stringify(pending));
}
