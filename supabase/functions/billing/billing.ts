import { z } from "zod";
import type { CardSetup } from "../_shared/edge/card-setup.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { readAction } from "../_shared/edge/request.ts";
import { cardRefusalOf, isMissing, type StripeAccount } from "../_shared/edge/stripe.ts";
import { type CardOwner, type StoreCustomer, setUpCard } from "./card.ts";
import { noteOf, receive, type WebhookBackend } from "./webhook.ts";

const Input = z.discriminatedUnion("action", [
  z.object({ action: z.literal("webhook"), payload: z.string(), signature: z.string() }),
  z.object({
    action: z.literal("plan"),
    input: z.object({ organization_id: z.uuid(), plan: z.string().min(1).max(50) }),
  }),
  z.object({
    action: z.literal("portal"),
    // A path of this site, and no other site's address in disguise.
    input: z.object({
      return_path: z
        .string()
        .max(500)
        .regex(/^\/(?![/\\])/, "Begin with one slash.")
        .default("/"),
    }),
  }),
  z.object({ action: z.literal("card") }),
]);

/** What Stripe is to be told when an organization takes a plan. */
export interface Order {
  /** Null while none was set in `private.plans`. */
  readonly priceId: string | null;
  readonly customerId: string;
  /** What is changed; null for a first one. */
  readonly subscription: { readonly id: string; readonly itemId: string } | null;
  readonly trialEndsAt: Date | null;
  /** Another one after every change, for the idempotency key. */
  readonly version: string;
}

/** What the function needs of database and auth server. */
export interface BillingBackend extends WebhookBackend {
  /** Id of the caller. @throws AppError `unauthorized` */
  callerId(request: Request): Promise<string>;
  /** @throws AppError `forbidden` where there are no plans */
  owner(userId: string): Promise<CardOwner & { readonly hasCard: boolean }>;
  readonly store: StoreCustomer;
  /** With the caller's rights. @throws AppError `payment_required` (what is too many), `forbidden`, `invalid_input` */
  checkPlan(request: Request, organizationId: string, plan: string): Promise<void>;
  /** @throws AppError `payment_required` without a card */
  order(organizationId: string, plan: string, userId: string): Promise<Order>;
}

export interface BillingOptions {
  readonly backend: BillingBackend;
  readonly account: () => StripeAccount;
  /** Where people come back to. */
  readonly siteUrl: string;
  readonly log: (line: string) => void;
}

/**
 * Cards, plans and payments. `POST /billing/webhook` is for Stripe. For people who are signed in: `/billing/card` begins with
 * a card, `/billing/plan` takes a plan for an organization, `/billing/portal` leads to their invoices and card at Stripe.
 */
export function createBilling({ backend, account, siteUrl, log }: BillingOptions) {
  return createHandler({
    methods: ["POST"],
    maxBodyBytes: 500_000,
    input: Input,
    read: (request, body) => {
      // What Stripe signed is the text itself.
      const isWebhook = new URL(request.url).pathname.endsWith("/webhook");
      return isWebhook
        ? { action: "webhook", payload: body, signature: request.headers.get("stripe-signature") ?? "" }
        : readAction(request, body);
    },
    handle: async (call, request) => {
      if (call.action === "webhook") return receive(backend, account(), call.payload, call.signature);
      const userId = await backend.callerId(request);
      switch (call.action) {
        case "card":
          return card(backend, account(), userId);
        case "plan": {
          const { organization_id, plan } = call.input;
          await backend.checkPlan(request, organization_id, plan);
          return choosePlan(backend, account(), organization_id, await backend.order(organization_id, plan, userId));
        }
        case "portal": {
          const { hasCard, customerId } = await backend.owner(userId);
          if (!hasCard || customerId === null)
            throw new AppError("payment_required", 402, "Add a card first.", { field: "card" });
          const { url } = await account().stripe.billingPortal.sessions.create({
            customer: customerId,
            return_url: `${siteUrl}${call.input.return_path}`,
          });
          return { url };
        }
      }
    },
    log,
  });
}

async function card(backend: BillingBackend, account: StripeAccount, userId: string): Promise<CardSetup> {
  return setUpCard(account, await backend.owner(userId), backend.store);
}

async function choosePlan(
  backend: BillingBackend,
  { stripe }: StripeAccount,
  organizationId: string,
  { priceId, customerId, subscription, trialEndsAt, version }: Order,
): Promise<{ readonly state: string }> {
  if (priceId === null) throw new AppError("not_configured", 409, "This plan has no price at Stripe yet.");
  const metadata = { organization_id: organizationId };
  const idempotencyKey = `plan-${organizationId}-${priceId}-${version}`;
  const create = () =>
    stripe.subscriptions.create(
      {
        customer: customerId,
        items: [{ price: priceId }],
        metadata,
        off_session: true,
        payment_behavior: "error_if_incomplete",
        ...(trialEndsAt !== null && { trial_end: Math.floor(trialEndsAt.getTime() / 1000) }),
      },
      { idempotencyKey },
    );
  const change = ({ id, itemId }: { readonly id: string; readonly itemId: string }) =>
    stripe.subscriptions
      .update(
        id,
        { items: [{ id: itemId, price: priceId }], metadata, payment_behavior: "error_if_incomplete" },
        { idempotencyKey: `${idempotencyKey}-change` },
      )
      // Of another account or mode of Stripe: there is nothing to change.
      .catch((error: unknown) => {
        if (isMissing(error) && !isMissing(error, "price")) return create();
        throw error;
      });
  const made = await (subscription === null ? create() : change(subscription)).catch((error: unknown) => {
    if (isMissing(error, "customer"))
      throw new AppError("payment_required", 402, "Add a card first.", { cause: error, field: "card" });
    if (isMissing(error, "price"))
      throw new AppError("not_configured", 409, "Stripe does not know the price of this plan.", { cause: error });
    throw cardRefusalOf(error);
  });
  const note = noteOf(made, null, new Date(made.created * 1000));
  if (note !== undefined) await backend.noteSubscription(note);
  return { state: made.status };
}
