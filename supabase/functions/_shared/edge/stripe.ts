import Stripe from "stripe";
import type { Environment } from "./environment.ts";
import { AppError } from "./errors.ts";

/** Stripe, as functions use it. */
export interface StripeAccount {
  readonly stripe: Stripe;
  /** What browsers may know. */
  readonly publishableKey: string;
  readonly webhookSecret: string;
  /** Where browsers confirm cards instead of at Stripe's own; null with the real Stripe. */
  readonly browserUrl: string | null;
}

/**
 * Stripe's own client with the keys of the environment (docs/operations/billing.md). It is made at the first use, so that a
 * function without keys says so instead of not starting.
 */
export function stripeAccount(environment: Environment): () => StripeAccount {
  let account: StripeAccount | undefined;
  return () => {
    account ??= connect(environment);
    return account;
  };
}

function connect(environment: Environment): StripeAccount {
  const [secretKey, publishableKey, webhookSecret] = [
    "STRIPE_SECRET_KEY",
    "STRIPE_PUBLISHABLE_KEY",
    "STRIPE_WEBHOOK_SECRET",
  ].map((name) => environment(name));
  if (!secretKey || !publishableKey || !webhookSecret) {
    const message = "STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET are not all set.";
    throw new AppError("not_configured", 409, message);
  }
  const stripe = new Stripe(secretKey, {
    httpClient: Stripe.createFetchHttpClient(),
    maxNetworkRetries: 2,
    timeout: 20_000,
    telemetry: false,
    ...addressOf(environment("STRIPE_API_URL")),
  });
  return { stripe, publishableKey, webhookSecret, browserUrl: environment("STRIPE_BROWSER_URL") || null };
}

function addressOf(url: string | undefined): { host: string; port: string; protocol: "http" | "https" } | undefined {
  if (!url) return undefined;
  const { hostname, port, protocol } = new URL(url);
  const isPlain = protocol === "http:";
  return { host: hostname, port: port || (isPlain ? "80" : "443"), protocol: isPlain ? "http" : "https" };
}

/**
 * Whether Stripe says that something is not there: deleted, or of another account or mode.
 * @param what the parameter that named it, where a request names several things
 */
export function isMissing(error: unknown, what?: "customer" | "price"): boolean {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError) || error.code !== "resource_missing") return false;
  return what === undefined || (error.param ?? "").includes(what);
}

/** A refused card as the caller may read it; other errors as they are. */
export function cardRefusalOf(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeCardError)) return error;
  return new AppError("card_declined", 402, error.message, { cause: error, field: "card" });
}
