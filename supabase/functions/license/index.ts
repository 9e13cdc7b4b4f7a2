import { provenCallerId } from "../_shared/edge/caller.ts";
import { clientAsCaller, clientAsService } from "../_shared/edge/clients.ts";
import { unwrap } from "../_shared/edge/refusal.ts";
import { requireServiceKey } from "../_shared/edge/service-key.ts";
import { createLicense } from "./license.ts";

const environment = (name: string) => Deno.env.get(name);
const service = clientAsService(environment);

Deno.serve(
  createLicense({
    database: {
      requireAdmin: async (request) => {
        unwrap(await clientAsCaller(environment, request).rpc("instance_license"));
        return provenCallerId(environment, request);
      },
      install: async (license_key, installed_by) =>
        void unwrap(await service.rpc("install_license", { license_key, installed_by })),
      installed: async () => unwrap(await service.rpc("installed_license")),
      note: async (license_key, is_genuine) =>
        void unwrap(await service.rpc("note_license", { license_key, is_genuine })),
    },
    publicKey: environment("LICENSE_PUBLIC_KEY") || undefined,
    authorize: requireServiceKey(environment),
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    log: (line) => console.log(line),
  }),
);
