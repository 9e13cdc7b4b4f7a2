import { clientAsService } from "../_shared/edge/clients.ts";
import { createBounces } from "./bounces.ts";

const environment = (name: string) => Deno.env.get(name);
const client = clientAsService(environment);

Deno.serve(
  createBounces(
    {
      async secretsOf(organizationId, provider) {
        const organization_ids = organizationId === null ? [] : [organizationId];
        const { data } = await client.rpc("providers", { organization_ids }).throwOnError();
        return data.find((row) => row.organization_id === organizationId && row.provider === provider)?.secrets;
      },
      async report(organizationId, { kind, providerId, address, reason }) {
        const about = { ...(providerId && { provider_id: providerId }), ...(address && { address }) };
        await client
          .rpc("report_bounce", { ...(organizationId && { organization_id: organizationId }), kind, reason, ...about })
          .throwOnError();
      },
    },
    `${environment("SUPABASE_URL") ?? ""}/functions/v1`,
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    (line) => console.log(line),
  ),
);
