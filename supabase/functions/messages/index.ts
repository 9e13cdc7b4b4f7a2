import { clientAsCaller, clientAsService } from "../_shared/edge/clients.ts";
import { channelOptionsOf } from "../notify/options.ts";
import { Providers } from "../notify/providers.ts";
import { createDesk } from "./desk.ts";
import { createMessages } from "./messages.ts";
import { placeOf } from "./place.ts";

const environment = (name: string) => Deno.env.get(name);
const service = clientAsService(environment);

Deno.serve(
  createMessages({
    deskOf: (request) => createDesk(clientAsCaller(environment, request), service),
    channelOptions: () => channelOptionsOf(environment, new Providers()),
    place: placeOf(environment),
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    log: (line) => console.log(line),
  }),
);
