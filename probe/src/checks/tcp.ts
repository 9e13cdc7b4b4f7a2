import { type TcpCheck, TcpCheckConfig } from "@heliograph/shared/domain/checks.ts";
import { openConnection } from "../network/connect.ts";
import { reasonOf } from "../network/reasons.ts";
import { type Checker, down } from "./checker.ts";

/** Opens a TCP connection and closes it. Up means: the other side accepted. */
export const tcp: Checker<TcpCheck> = {
  config: TcpCheckConfig,
  async run(config, { guard, signal }) {
    const startedAt = performance.now();
    try {
      const { socket, dnsMs, connectMs } = await openConnection({ ...config, guard, signal });
      socket.destroy();
      return {
        up: true,
        latencyMs: performance.now() - startedAt,
        statusCode: null,
        reason: null,
        timings: { dns: dnsMs, connect: connectMs, tls: null, first_byte: null },
        metrics: null,
      };
    } catch (error) {
      return down(reasonOf(error));
    }
  },
};
