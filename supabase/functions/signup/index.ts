import { sendActivation } from "../_shared/edge/activation.ts";
import { clientAsAnybody, clientAsService } from "../_shared/edge/clients.ts";
import { stripeAccount } from "../_shared/edge/stripe.ts";
import { createBackend } from "./backend.ts";
import { createSignup } from "./signup.ts";

const environment = (name: string) => Deno.env.get(name);
const siteUrl = environment("SITE_URL") || environment("SUPABASE_URL") || "";

Deno.serve(
  createSignup({
    backend: createBackend(clientAsService(environment), (email) =>
      sendActivation(clientAsAnybody(environment).auth, siteUrl, email),
    ),
    account: stripeAccount(environment),
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    log: (line) => console.log(line),
  }),
);
