import { type TlsCheck, TlsCheckConfig } from "@heliograph/shared/domain/checks.ts";
import { daysLeft } from "../network/certificate.ts";
import { openConnection } from "../network/connect.ts";
import { reasonOf } from "../network/reasons.ts";
import { type Checker, down } from "./checker.ts";

/** Shakes hands and reads the certificate. Up means: a valid certificate for the name; `tls.days_left` says how long. */
export const tls: Checker<TlsCheck> = {
  config: TlsCheckConfig,
  async run(config, { guard, signal }) {
    const startedAt = performance.now();
    try {
      const serverName = config.server_name === "" ? config.host : config.server_name;
      const { socket, dnsMs, connectMs, tlsMs } = await openConnection({
        ...config,
        guard,
        signal,
        tls: { serverName, verify: true },
      });
      const days = daysLeft(socket);
      socket.destroy();
      return {
        up: true,
        latencyMs: performance.now() - startedAt,
        statusCode: null,
        reason: null,
        timings: { dns: dnsMs, connect: connectMs, tls: tlsMs, first_byte: null },
        metrics: days === null ? null : { "tls.days_left": days },
      };
    } catch (error) {
      return down(reasonOf(error));
    }
  },
};
