import { sendActivation } from "../_shared/edge/activation.ts";
import { clientAsAnybody, clientAsService } from "../_shared/edge/clients.ts";
import { unwrap } from "../_shared/edge/refusal.ts";
import { stripeAccount } from "../_shared/edge/stripe.ts";
import { accountsOf } from "./accounts.ts";
import { createSignup } from "./signup.ts";

const environment = (name: string) => Deno.env.get(name);
const service = clientAsService(environment);
const siteUrl = environment("SITE_URL") || environment("SUPABASE_URL") || "";

Deno.serve(
  createSignup({
    backend: {
      async begin(email, source) {
        const [known] = unwrap(await service.rpc("begin_signup", { email, ...(source !== undefined && { source }) }));
        return {
          userId: known?.user_id ?? null,
          address: known?.address ?? email,
          customerId: known?.stripe_customer_id ?? null,
          intentId: known?.setup_intent_id ?? null,
          hasCard: known?.has_card ?? false,
        };
      },
      // Each with a client of its own: a session that a password opens is nobody else's.
      create: (...account) => accountsOf(clientAsAnybody(environment).auth, service.auth).create(...account),
      owns: (...proof) => accountsOf(clientAsAnybody(environment).auth, service.auth).owns(...proof),
      store: async (user_id, stripe_customer_id, setup_intent_id) =>
        void unwrap(await service.rpc("store_customer", { user_id, stripe_customer_id, setup_intent_id })),
      activate: (email) => sendActivation(clientAsAnybody(environment).auth, siteUrl, email),
    },
    account: stripeAccount(environment),
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    log: (line) => console.log(line),
  }),
);
