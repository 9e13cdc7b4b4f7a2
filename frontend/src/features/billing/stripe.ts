import type { Stripe } from "@stripe/stripe-js";
import { z } from "zod";
import { AppError } from "../../lib/errors.ts";

/** What the server says that a browser needs to ask for a card. */
export const CardSetup = z.object({
  client_secret: z.string(),
  publishable_key: z.string(),
  /** Where cards go instead of to Stripe: the Heliograph has no account there, and no money moves. Null with the real Stripe. */
  stripe_url: z.string().nullable(),
});
export type CardSetup = z.infer<typeof CardSetup>;

/**
 * Loads Stripe's script from Stripe, as it has to be, or the stand-in of a Heliograph without an account there.
 * @throws AppError when it cannot be loaded; asking again tries again
 */
export async function openStripe({ publishable_key, stripe_url }: CardSetup): Promise<Stripe> {
  try {
    if (stripe_url !== null) await loadStandIn(`${stripe_url}/stripe.js`);
    // The variant that loads nothing before it is asked to.
    const { loadStripe } = await import("@stripe/stripe-js/pure");
    const stripe = await loadStripe(publishable_key);
    if (stripe !== null) return stripe;
  } catch (cause) {
    throw notLoaded(cause);
  }
  throw notLoaded(undefined);
}

function notLoaded(cause: unknown): AppError {
  const message = "The card form could not be loaded from Stripe.";
  const hint = "Check your connection, and whether something in your browser blocks js.stripe.com.";
  return new AppError({ kind: "network", code: "", message, hint }, { cause });
}

/** Stripe's own loader takes the `Stripe` that it finds. */
async function loadStandIn(url: string): Promise<void> {
  if (Reflect.has(window, "Stripe")) return;
  const script = document.createElement("script");
  script.src = url;
  const loaded = new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(`${url} was not loaded`)));
  });
  document.head.append(script);
  await loaded.finally(() => script.remove());
}
