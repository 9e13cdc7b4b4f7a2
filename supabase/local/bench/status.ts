import { setTimeout as delay } from "node:timers/promises";
import type { BenchStack } from "./stack.ts";

/** Makes the status of a bench's first component change, through the same call a probe makes. */
export interface StatusSwitch {
  /** Reports as many results as confirm the status (two of three). Resolves when the database has acknowledged. */
  report(up: boolean): Promise<void>;
  /** @returns how to stop */
  changeEverySecond(): () => Promise<void>;
}

/** Registers a probe and reports every monitor as up, so that only the first one's status moves from then on. */
export async function statusSwitch(stack: BenchStack, scheduleIds: readonly number[]): Promise<StatusSwitch> {
  const registration = { name: "bench", region_id: "bench", kinds: ["http"], version: "1" };
  const probeId = await stack.rpc("register_probe", JSON.stringify(registration));
  let clock = Date.now() - 600_000;
  const send = async (ids: readonly number[], up: boolean) => {
    const results = ids.flatMap((id) =>
      [1, 2].map(() => {
        clock += 1;
        return {
          schedule_id: id,
          checked_at: new Date(clock).toISOString(),
          up,
          latency_ms: up ? 120 : null,
          status_code: up ? 200 : 503,
          reason: up ? null : "unexpected_status",
          timings: null,
          metrics: null,
        };
      }),
    );
    await stack.rpc("report_results", JSON.stringify({ probe_id: probeId, results }));
  };
  await send(scheduleIds, true);
  const first = scheduleIds.slice(0, 1);
  return {
    report: (up) => send(first, up),
    changeEverySecond() {
      const stopping = new AbortController();
      const work = (async () => {
        for (let up = false; !stopping.signal.aborted; up = !up) {
          await send(first, up);
          await delay(1_000, undefined, { signal: stopping.signal }).catch(() => {});
        }
        await send(first, true);
      })();
      return async () => {
        stopping.abort();
        await work;
      };
    },
  };
}
