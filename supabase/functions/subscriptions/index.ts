import { clientAsService } from "../_shared/edge/clients.ts";
import { argumentsOf, createSubscriptions, Refusal } from "./subscriptions.ts";

const client = clientAsService((name) => Deno.env.get(name));

/** The rows, or what the database said against it. */
function unwrap<T>(answer: { data: T; error: { code: string; message: string; details: string } | null }): T {
  const { data, error } = answer;
  if (error === null) return data;
  if (error.code.startsWith("HG")) throw new Refusal(error.code, error.message, error.details);
  throw new Error(error.message, { cause: error });
}

Deno.serve(
  createSubscriptions(
    {
      async channels(page_slug) {
        const [offered] = unwrap(await client.rpc("offered_channels", { page_slug })) ?? [];
        return offered ?? { channels: [], push_key: null };
      },
      request: async (wanted) => void unwrap(await client.rpc("request_subscription", argumentsOf(wanted))),
      async confirm(confirmation_token) {
        const [row] = unwrap(await client.rpc("confirm_subscription", { confirmation_token })) ?? [];
        if (row === undefined) throw new Refusal("HG404", "This link is not valid any more.", "token");
        return row;
      },
      read: async (token) => (unwrap(await client.rpc("subscription", { token })) ?? [])[0],
      change: async (change) => void unwrap(await client.rpc("change_subscription", change)),
      end: async (token, erase) => void unwrap(await client.rpc("end_subscription", { token, erase })),
    },
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    (line) => console.log(line),
  ),
);
