import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type PingCheck, PingCheckConfig } from "@heliograph/shared/domain/checks.ts";
import { reasonOf } from "../network/reasons.ts";
import { type Checker, down, type Outcome } from "./checker.ts";

/**
 * Sends ICMP echo requests with the system's `ping`, which has the right to do so. Up means: at least one came back;
 * `ping.loss_percent` says how many did not. The address is resolved and judged here, never by `ping`.
 */
export const ping: Checker<PingCheck> = {
  config: PingCheckConfig,
  async run(config, { guard, signal, timeoutMs }) {
    try {
      const startedAt = performance.now();
      const [target] = await guard.addresses(config.host);
      const dnsMs = performance.now() - startedAt;
      if (target === undefined) return down("dns_no_data");
      const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)));
      const output = await run(
        ["-n", "-q", "-c", String(config.packets), "-i", "0.2", "-W", seconds, target.address],
        signal,
      );
      return parsePing(output, dnsMs);
    } catch (error) {
      return down(signal.aborted ? reasonOf(signal.reason) : reasonOf(error));
    }
  },
};

/** Whether this machine has a `ping`; without it the kind is not offered. */
export function isPingInstalled(path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, "ping")));
}

/** Reads the summary of iputils, busybox and BSD ping. */
export function parsePing(output: string, dnsMs: number): Outcome {
  const loss = /([\d.]+)% packet loss/.exec(output)?.[1];
  if (loss === undefined) return down("ping_failed");
  const lossPercent = Number(loss);
  const metrics = { "ping.loss_percent": lossPercent };
  const average = /= *[\d.]+\/([\d.]+)\//.exec(output)?.[1];
  if (lossPercent >= 100 || average === undefined) return down("no_reply", { metrics });
  return {
    up: true,
    latencyMs: Number(average),
    statusCode: null,
    reason: null,
    timings: { dns: dnsMs, connect: null, tls: null, first_byte: null },
    metrics,
  };
}

function run(args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("ping", args, { signal, env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C" } }, (error, stdout) => {
      // Without a reply ping exits with 1 and still prints its summary.
      if (error !== null && stdout === "") reject(error);
      else resolve(stdout);
    });
  });
}
