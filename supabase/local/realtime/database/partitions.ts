import { errorText, type Log } from "../log.ts";
import type { Pool } from "./pool.ts";

const HOUR_MS = 3_600_000;

/** Makes the coming days' partitions of realtime.messages and drops old ones: at every connect, then hourly. */
export class PartitionJanitor {
  private readonly pool: Pool;
  private readonly log: Log;
  private timer: NodeJS.Timeout | undefined;

  constructor(pool: Pool, log: Log) {
    this.pool = pool;
    this.log = log;
  }

  start(): void {
    this.timer = setInterval(() => void this.run(), HOUR_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async run(): Promise<void> {
    try {
      await this.pool`select realtime.maintain_partitions()`;
    } catch (error) {
      this.log("warning", "partition maintenance failed", { error: errorText(error) });
    }
  }
}
