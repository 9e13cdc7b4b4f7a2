import { connect } from "../postgres/database.ts";
import { CronRunner } from "./cron.ts";
import { NetSender } from "./net.ts";

/**
 * Does what the background workers of pg_cron and pg_net do on hosted Supabase. Does nothing while no migration has
 * created the extensions, and waits out a database that is away.
 * @returns how to stop
 */
export async function startScheduler(adminUrl: string, log: (line: string) => void): Promise<() => Promise<void>> {
  const sql = connect(adminUrl, { max: 3, applicationName: "heliograph scheduler" });
  const cron = new CronRunner(sql, log);
  const net = new NetSender(sql, log);
  // Called at the start and after every reconnect, so nothing that was queued meanwhile waits.
  const wakeNet = () => net.wake();
  const wakeCron = () => cron.reload();
  await Promise.all([
    sql.listen("heliograph_net", wakeNet, wakeNet),
    sql.listen("heliograph_cron", wakeCron, wakeCron),
  ]);
  cron.start();
  return async () => {
    await Promise.all([cron.stop(), net.stop()]);
    await sql.end({ timeout: 1 });
  };
}
