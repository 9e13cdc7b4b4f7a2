import { clientAsService } from "../_shared/edge/clients.ts";
import { unwrap } from "../_shared/edge/refusal.ts";
import { argumentsOf, createSubscriptions } from "./subscriptions.ts";

const client = clientAsService((name) => Deno.env.get(name));

Deno.serve(
  createSubscriptions(
    {
      async channels(page_slug) {
        const [offered] = unwrap(await client.rpc("offered_channels", { page_slug }));
        return offered ?? { channels: [], push_key: null };
      },
      request: async (wanted) => void unwrap(await client.rpc("request_subscription", argumentsOf(wanted))),
      async confirm(confirmation_token) {
        return unwrap(await client.rpc("confirm_subscription", { confirmation_token }))[0];
      },
      read: async (token) => unwrap(await client.rpc("subscription", { token }))[0],
      change: async (change) => void unwrap(await client.rpc("change_subscription", change)),
      end: async (token, erase) => void unwrap(await client.rpc("end_subscription", { token, erase })),
    },
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    (line) => console.log(line),
  ),
);
