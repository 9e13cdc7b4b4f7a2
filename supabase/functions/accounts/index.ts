import { callerId } from "../_shared/edge/caller.ts";
import { clientAsCaller, clientAsService } from "../_shared/edge/clients.ts";
import { createAccounts } from "./accounts.ts";
import { createBackend } from "./backend.ts";
import { createTxtResolver } from "./dns.ts";

const environment = (name: string) => Deno.env.get(name);
const service = clientAsService(environment);

Deno.serve(
  createAccounts({
    backend: createBackend(
      service,
      (request) => clientAsCaller(environment, request),
      (request) => callerId(environment, request),
    ),
    resolveTxt: createTxtResolver(environment("DNS_OVER_HTTPS_URL") || "https://cloudflare-dns.com/dns-query", fetch),
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    log: (line) => console.log(line),
  }),
);
