import { clientAsService } from "../_shared/edge/clients.ts";
import { createHeartbeat } from "./heartbeat.ts";

const client = clientAsService((name) => Deno.env.get(name));

Deno.serve(
  createHeartbeat(
    async ({ token, status, msg, ping }) => {
      const { data, error } = await client.rpc("record_heartbeat", {
        token,
        up: status === "up",
        message: msg,
        ...(ping !== undefined && { latency_ms: ping }),
      });
      if (error !== null) throw new Error(`record_heartbeat: ${error.message}`, { cause: error });
      return data;
    },
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    (line) => console.log(line),
  ),
);
