/** Gives turns at a steady rate, for a provider that takes so many requests a second. */
export class Pace {
  readonly #intervalMs: number;
  readonly #now: () => number;
  #next = 0;

  constructor(perSecond: number, now: () => number = Date.now) {
    this.#intervalMs = 1000 / perSecond;
    this.#now = now;
  }

  /** Milliseconds until the caller's turn; turns are given in the order of asking. */
  take(): number {
    const turn = Math.max(this.#next, this.#now());
    this.#next = turn + this.#intervalMs;
    return turn - this.#now();
  }
}
