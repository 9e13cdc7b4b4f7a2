import { clientAsService, clientWithKey } from "../_shared/edge/clients.ts";
import { createApi } from "./api.ts";
import { databaseFor } from "./database.ts";

const environment = (name: string) => Deno.env.get(name);
const service = clientAsService(environment);

Deno.serve(
  createApi({
    databaseFor: (key) => databaseFor(service, clientWithKey(environment, key), key),
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    log: (line) => console.log(line),
  }),
);
