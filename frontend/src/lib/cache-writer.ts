import { hashKey, type QueryClient } from "@tanstack/react-query";
import type { CacheChange } from "./realtime-events.ts";

/** Carries out cache changes, at most so often as each allows. */
export class CacheWriter {
  readonly #client: QueryClient;
  readonly #lastAt = new Map<string, number>();
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #now: () => number;

  constructor(client: QueryClient, now: () => number = Date.now) {
    this.#client = client;
    this.#now = now;
  }

  write(changes: readonly CacheChange[]): void {
    for (const change of changes) this.#writeOne(change);
  }

  /** Drops what still waits. */
  close(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #writeOne(change: CacheChange): void {
    const key = hashKey(change.queryKey);
    if (this.#waiting.has(key)) {
      if (change.atMostEveryMs > 0) return;
      clearTimeout(this.#waiting.get(key));
      this.#waiting.delete(key);
    }
    const waitMs = (this.#lastAt.get(key) ?? Number.NEGATIVE_INFINITY) + change.atMostEveryMs - this.#now();
    if (waitMs <= 0) this.#apply(key, change);
    else
      this.#waiting.set(
        key,
        setTimeout(() => this.#apply(key, change), waitMs),
      );
  }

  #apply(key: string, change: CacheChange): void {
    this.#waiting.delete(key);
    this.#lastAt.set(key, this.#now());
    change.apply(this.#client);
  }
}
