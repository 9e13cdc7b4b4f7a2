import { clientAsService } from "../_shared/edge/clients.ts";
import { createHeartbeat } from "./heartbeat.ts";

const client = clientAsService((name) => Deno.env.get(name));

Deno.serve(
  createHeartbeat(
    async ({ token, status, msg, ping }, source) => {
      const { data, error } = await client.rpc("record_heartbeat", {
        token,
        up: status === "up",
        message: msg,
        ...(ping !== undefined && { latency_ms: ping }),
        ...(source !== undefined && { source }),
      });
      if (error?.code === "HG429") return "limited";
      if (error !== null) throw new Error(`record_heartbeat: ${error.message}`, { cause: error });
      return data ? "stored" : "unknown";
    },
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    (line) => console.log(line),
  ),
);
