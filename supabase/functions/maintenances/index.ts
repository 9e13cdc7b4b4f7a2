import { clientAsService } from "../_shared/edge/clients.ts";
import { requireServiceKey } from "../_shared/edge/service-key.ts";
import { createMaintenances } from "./maintenances.ts";

const environment = (name: string) => Deno.env.get(name);
const client = clientAsService(environment);

Deno.serve(
  createMaintenances({
    authorize: requireServiceKey(environment),
    unplanned: async () => {
      const { data } = await client.rpc("unplanned_series").throwOnError();
      return data.map(({ id, rule, time_zone, first_local, planned_until }) => ({
        id,
        rule,
        timeZone: time_zone,
        firstLocal: first_local,
        plannedUntil: planned_until === null ? null : new Date(planned_until),
      }));
    },
    store: async (series_id, { starts, plannedUntil }) => {
      const { data } = await client
        .rpc("plan_maintenances", {
          series_id,
          starts: starts.map((start) => start.toISOString()),
          planned_until: plannedUntil.toISOString(),
        })
        .throwOnError();
      return data;
    },
    now: () => new Date(),
    // biome-ignore lint/suspicious/noConsole: the console of a function is its log
    log: (line) => console.log(line),
  }),
);
