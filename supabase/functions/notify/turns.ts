import { setTimeout as delay } from "node:timers/promises";

/**
 * One at a time, and one more waits: whoever comes while one waits need not come, because that one will do what both came
 * for. Without this every event and every sweep of a backlog would add a run to those under way, each with its messages
 * and connections.
 */
export class Turns {
  readonly #patienceMs: number;
  #current: Promise<void> = Promise.resolve();
  #isAwaited = false;

  /** @param patienceMs after so long the next turn begins although the current one has not ended: it may hang */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** Resolves when it is the caller's turn, with what ends it; with null when another waits already. */
  async take(): Promise<(() => void) | null> {
    if (this.#isAwaited) return null;
    this.#isAwaited = true;
    const stopWaiting = new AbortController();
    const patience = delay(this.#patienceMs, undefined, { signal: stopWaiting.signal }).catch(() => {});
    await Promise.race([this.#current, patience]);
    stopWaiting.abort();
    this.#isAwaited = false;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#current = promise;
    return resolve;
  }
}
