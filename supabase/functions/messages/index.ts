import { clientAsCaller, clientAsService } from "../_shared/edge/clients.ts";
import { channelOptionsOf } from "../notify/options.ts";
import { Providers } from "../notify/providers.ts";
import { createDatabase } from "./database.ts";
import { hostingOf } from "./hosting.ts";
import { createMessages } from "./messages.ts";

const environment = (name: string) => Deno.env.get(name);
const service = clientAsService(environment);

Deno.serve(
  createMessages({
    databaseFor: (request) => createDatabase(clientAsCaller(environment, request), service),
    channelOptions: () => channelOptionsOf(environment, new Providers()),
    hosting: hostingOf(environment),
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    log: (line) => console.log(line),
  }),
);
