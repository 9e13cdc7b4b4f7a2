import { clientAsService } from "../_shared/edge/clients.ts";
import { createAlerts } from "./alerts.ts";

const client = clientAsService((name) => Deno.env.get(name));

/** What the database says, or null where it knows no such token. */
function unwrap<T>({ data, error }: { data: T; error: { code: string; message: string } | null }): T | null {
  if (error === null) return data;
  if (error.code === "HG404") return null;
  throw new Error(error.message, { cause: error });
}

Deno.serve(
  createAlerts(
    {
      read: async (token) => unwrap(await client.rpc("told_alert", { token }))?.[0] ?? null,
      acknowledge: async (token) => unwrap(await client.rpc("acknowledge_told_alert", { token })),
      confirm: async (confirmation_token) =>
        unwrap(await client.rpc("confirm_alert_contact", { confirmation_token }))?.[0] ?? null,
    },
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    (line) => console.log(line),
  ),
);
