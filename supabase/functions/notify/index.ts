import { z } from "zod";
import { inBackground } from "../_shared/edge/background.ts";
import { clientAsService } from "../_shared/edge/clients.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { requireServiceKey } from "../_shared/edge/service-key.ts";
import { createChannels } from "./channels/registry.ts";
import { channelOptionsOf } from "./options.ts";
import { Providers } from "./providers.ts";
import { createQueue } from "./queue.ts";
import { workInShares } from "./shares.ts";

const environment = (name: string) => Deno.env.get(name);
const client = clientAsService(environment);
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
      const work = workInShares({
        channels: createChannels(channelOptionsOf(environment, providers)),
        queueOf: (channels) => createQueue(client, providers, channels, log),
        callNext: async () => void (await client.rpc("continue_notifying").throwOnError()),
        log,
      });
      // pg_net sends no further request before all of a batch are answered: whoever waited here would hold up every other.
      inBackground(work, log);
      return { started: true };
    },
    log,
  }),
);
