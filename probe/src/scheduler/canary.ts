import { connect } from "node:net";

/** Says whether this machine's own network works. */
export interface Canary {
  isReachable(): Promise<boolean>;
}

export interface CanaryTarget {
  readonly host: string;
  readonly port: number;
}

export interface CanaryOptions {
  /** One reachable target is enough. */
  readonly targets: readonly CanaryTarget[];
  readonly timeoutMs: number;
  /** A verdict is used again for this long: a thousand failing targets are one question. */
  readonly keepMs: number;
  readonly now?: () => number;
}

/** Asks whether any canary target accepts a TCP connection. Before a "down" leaves the probe, its own network must prove alive. */
export function createCanary(options: CanaryOptions): Canary {
  const now = options.now ?? Date.now;
  let askedAt = Number.NEGATIVE_INFINITY;
  let verdict: Promise<boolean> = Promise.resolve(true);
  return {
    isReachable() {
      if (now() - askedAt > options.keepMs) {
        askedAt = now();
        verdict = Promise.any(options.targets.map((target) => accepts(target, options.timeoutMs))).then(
          () => true,
          () => false,
        );
      }
      return verdict;
    },
  };
}

function accepts({ host, port }: CanaryTarget, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.once("timeout", () => socket.destroy(new Error("timeout")));
    socket.once("error", reject);
  });
}
