import { sendActivation } from "../_shared/edge/activation.ts";
import { provenCallerId } from "../_shared/edge/caller.ts";
import { clientAsAnybody, clientAsCaller, clientAsService } from "../_shared/edge/clients.ts";
import { unwrap } from "../_shared/edge/refusal.ts";
import { stripeAccount } from "../_shared/edge/stripe.ts";
import { createBilling } from "./billing.ts";
import { billingDatabase } from "./database.ts";

const environment = (name: string) => Deno.env.get(name);
const callerOf = (request: Request) => clientAsCaller(environment, request);
const siteUrl = environment("SITE_URL") || environment("SUPABASE_URL") || "";

Deno.serve(
  createBilling({
    backend: {
      ...billingDatabase(clientAsService(environment)),
      callerId: (request) => provenCallerId(environment, request),
      checkPlan: async (request, organization_id, plan) =>
        void unwrap(await callerOf(request).rpc("check_plan", { organization_id, plan })),
      activate: (email) => sendActivation(clientAsAnybody(environment).auth, siteUrl, email),
    },
    account: stripeAccount(environment),
    siteUrl,
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    log: (line) => console.log(line),
  }),
);
