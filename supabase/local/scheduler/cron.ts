import type postgres from "postgres";
import { nextRun } from "./next-run.ts";

interface Job {
  readonly jobid: string;
  readonly schedule: string;
  readonly command: string;
  readonly database: string;
  readonly username: string;
}

/** Runs the jobs of `cron.job` when they are due and writes `cron.job_run_details`, as pg_cron's worker does. */
export class CronRunner {
  private readonly sql: postgres.Sql;
  private readonly log: (line: string) => void;
  private readonly due = new Map<string, { job: Job; at: number }>();
  private readonly running = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(sql: postgres.Sql, log: (line: string) => void) {
    this.sql = sql;
    this.log = log;
  }

  start(): void {
    this.reload();
  }

  /** Reads the table again; jobs whose schedule is the same keep their next time. */
  reload(): void {
    this.reading = this.reading.then(() => this.read()).catch((error: unknown) => this.log(`cron: ${String(error)}`));
    void this.reading.then(() => this.arm());
  }

  /** Lets running jobs finish for a moment. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.race([
      Promise.all(this.running.values()),
      new Promise((resolve) => setTimeout(resolve, 2_000).unref()),
    ]);
  }

  private async read(): Promise<void> {
    if (this.stopped) return;
    const [installed] = await this.sql`select to_regclass('cron.job') is not null as present`;
    const jobs =
      installed?.["present"] === true
        ? await this.sql<Job[]>`select jobid, schedule, command, database, username from cron.job where active`
        : [];
    const now = Date.now();
    const before = new Map(this.due);
    this.due.clear();
    for (const job of jobs) {
      const known = before.get(job.jobid);
      const at = known?.job.schedule === job.schedule ? known.at : this.nextTime(job, now);
      if (at !== undefined) this.due.set(job.jobid, { job, at });
    }
  }

  private nextTime(job: Job, after: number): number | undefined {
    try {
      return nextRun(job.schedule, after);
    } catch (error) {
      this.log(`cron: job ${job.jobid} has the schedule "${job.schedule}": ${String(error)}`);
      return undefined;
    }
  }

  private arm(): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    const next = Math.min(...[...this.due.values()].map(({ at }) => at));
    // Once a minute at least: a clock that was set, or a reconnect that was missed, does no harm for longer.
    const pause = Math.min(60_000, Math.max(0, next - Date.now()));
    this.timer = setTimeout(() => this.tick(), pause);
  }

  private tick(): void {
    const now = Date.now();
    for (const entry of this.due.values()) {
      if (entry.at > now) continue;
      entry.at = this.nextTime(entry.job, now) ?? Number.POSITIVE_INFINITY;
      // As pg_cron: a job does not overlap itself, the run that is too early is left out.
      if (this.running.has(entry.job.jobid)) continue;
      const run = this.run(entry.job)
        .catch((error: unknown) => this.log(`cron: job ${entry.job.jobid}: ${String(error)}`))
        .finally(() => this.running.delete(entry.job.jobid));
      this.running.set(entry.job.jobid, run);
    }
    this.arm();
  }

  private async run(job: Job): Promise<void> {
    const connection = await this.sql.reserve();
    try {
      const [details] = await connection`
        insert into cron.job_run_details (jobid, job_pid, database, username, command, status, start_time)
        values (${job.jobid}, pg_backend_pid(), ${job.database}, ${job.username}, ${job.command}, 'running', clock_timestamp())
        returning runid`;
      const runId: unknown = details?.["runid"];
      let [status, message] = ["succeeded", ""];
      try {
        await connection.unsafe(`set session authorization ${quoteIdentifier(job.username)}`);
        const result = await connection.unsafe(job.command);
        message = resultMessage(result);
      } catch (error) {
        [status, message] = ["failed", `ERROR:  ${error instanceof Error ? error.message : String(error)}`];
        await connection.unsafe("rollback");
      } finally {
        await connection.unsafe("reset session authorization");
      }
      await connection`
        update cron.job_run_details set status = ${status}, return_message = ${message}, end_time = clock_timestamp()
        where runid = ${String(runId)}`;
      await connection.unsafe("reset all");
    } finally {
      connection.release();
    }
  }
}

function resultMessage(result: { command?: string | null; count?: number | null }): string {
  return result.command === "SELECT"
    ? `${result.count ?? 0} row${result.count === 1 ? "" : "s"}`
    : [result.command, result.count].filter((part) => part !== null && part !== undefined).join(" ");
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
