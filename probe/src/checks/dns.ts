import { getServers, Resolver } from "node:dns/promises";
import { type DnsCheck, DnsCheckConfig } from "@heliograph/shared/domain/checks.ts";
import { ForbiddenAddressError } from "../network/guard.ts";
import { reasonOf } from "../network/reasons.ts";
import { type CheckContext, type Checker, down } from "./checker.ts";
import { observedText } from "./observed-text.ts";

const containsPrefix = "dns.answers.contains:";

/** Asks a name server. Up means: at least one record of the type. */
export const dns: Checker<DnsCheck> = {
  config: DnsCheckConfig,
  async run(config, context) {
    const startedAt = performance.now();
    const resolver = new Resolver({ timeout: Math.max(100, Math.floor(context.timeoutMs / 2)), tries: 2 });
    const cancel = () => resolver.cancel();
    context.signal.addEventListener("abort", cancel, { once: true });
    try {
      context.signal.throwIfAborted();
      if (config.resolver !== "") {
        // Only a server of the customer's choice is judged; the system's own resolver is often a private address.
        if (!context.guard.allows(config.resolver)) throw new ForbiddenAddressError(config.resolver);
        resolver.setServers([config.resolver]);
      } else {
        resolver.setServers(getServers());
      }
      const answers = textsOf(await resolver.resolve(config.name, config.record_type));
      const elapsedMs = performance.now() - startedAt;
      if (answers.length === 0) return down("dns_no_data");
      return {
        up: true,
        latencyMs: elapsedMs,
        statusCode: null,
        reason: null,
        timings: { dns: elapsedMs, connect: null, tls: null, first_byte: null },
        metrics: observeAnswers(answers, context),
      };
    } catch (error) {
      return down(context.signal.aborted ? reasonOf(context.signal.reason) : reasonOf(error));
    } finally {
      context.signal.removeEventListener("abort", cancel);
    }
  },
};

/** Records as text: addresses and names as they are, TXT joined, structured ones as `key=value` pairs. */
function textsOf(records: unknown): string[] {
  const list: unknown[] = Array.isArray(records) ? records : [records];
  return list.map((record) => {
    if (typeof record === "string") return record;
    if (Array.isArray(record)) return record.join("");
    return Object.entries(record ?? {})
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(" ");
  });
}

function observeAnswers(
  answers: readonly string[],
  { observe }: CheckContext,
): Record<string, string | number | boolean> {
  const metrics: Record<string, string | number | boolean> = { "dns.answers": observedText(answers.join(", "), 300) };
  for (const metric of observe) {
    if (metric.startsWith(containsPrefix)) {
      const wanted = metric.slice(containsPrefix.length).toLowerCase();
      metrics[metric] = answers.some((answer) => answer.toLowerCase().includes(wanted));
    }
  }
  return metrics;
}
