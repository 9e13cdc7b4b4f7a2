import { z } from "zod";
import { clientAsService } from "../_shared/edge/clients.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { requireServiceKey } from "../_shared/edge/service-key.ts";
import { createChannels, namesOf } from "./channels/registry.ts";
import { work } from "./notify.ts";
import { Providers } from "./providers.ts";
import { createQueue } from "./queue.ts";

const environment = (name: string) => Deno.env.get(name);
const client = clientAsService(environment);
const url = environment("SUPABASE_URL") ?? "";
// biome-ignore lint/suspicious/noConsole: the console of a function is its log
const log = (line: string) => console.log(line);

Deno.serve(
  createHandler({
    methods: ["POST"],
    authorize: requireServiceKey(environment),
    maxBodyBytes: 1024,
    input: z.object({}),
    read: () => ({}),
    handle: async () => {
      const providers = new Providers();
      const siteUrl = environment("SITE_URL") || url;
      const channels = createChannels({ siteUrl, functionsUrl: `${url}/functions/v1`, providers });
      const queue = createQueue(client, providers, namesOf(channels));
      const worked = await work({ queue, channels, lanes: 4, batch: 25, budgetMs: 60_000, now: Date.now, log });
      for (const channel of Object.values(channels)) channel.close();
      if (!worked.isDone) await client.rpc("continue_notifying").throwOnError();
      return worked;
    },
    log,
  }),
);
