import { z } from "zod";
import { createHandler } from "../_shared/edge/handler.ts";
import { type Plan, planSeries, type Series } from "./plan.ts";

/** What planning needs of the world around it. */
export interface Dependencies {
  readonly authorize: (request: Request) => void;
  /** Series that are not planned far enough ahead, at most 100. */
  readonly unplanned: () => Promise<readonly Series[]>;
  /** Stores a plan and returns how many windows are new. */
  readonly store: (seriesId: string, plan: Plan) => Promise<number>;
  readonly now: () => Date;
  readonly log: (line: string) => void;
}

/** Plans the windows of recurring maintenance. Called by the database; one series that fails does not stop the others. */
export function createMaintenances(dependencies: Dependencies): (request: Request) => Promise<Response> {
  const { authorize, unplanned, store, now, log } = dependencies;
  const planOne = async (series: Series): Promise<number> => {
    const plan = planSeries(series, now());
    if (plan.problem !== undefined) log(line("warn", "rule cannot be expanded", series.id, plan.problem));
    return store(series.id, plan);
  };
  return createHandler({
    methods: ["POST"],
    authorize,
    maxBodyBytes: 1024,
    input: z.object({}),
    read: () => ({}),
    handle: async () => {
      let [windows, failed] = [0, 0];
      const waiting = await unplanned();
      for (const series of waiting) {
        try {
          windows += await planOne(series);
        } catch (error) {
          failed += 1;
          log(line("error", "plan not stored", series.id, error instanceof Error ? error.message : String(error)));
        }
      }
      return { series: waiting.length, windows, failed };
    },
    log,
  });
}

function line(level: string, message: string, seriesId: string, error: string): string {
  return JSON.stringify({ level, message, seriesId, error });
}
