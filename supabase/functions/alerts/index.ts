import { clientAsService } from "../_shared/edge/clients.ts";
import { unwrap } from "../_shared/edge/refusal.ts";
import { createAlerts } from "./alerts.ts";

const client = clientAsService((name) => Deno.env.get(name));

Deno.serve(
  createAlerts(
    {
      read: async (token) => unwrap(await client.rpc("told_alert", { token }))[0],
      acknowledge: async (token) => unwrap(await client.rpc("acknowledge_told_alert", { token })),
      confirm: async (confirmation_token) =>
        unwrap(await client.rpc("confirm_alert_contact", { confirmation_token }))[0],
    },
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    (line) => console.log(line),
  ),
);
