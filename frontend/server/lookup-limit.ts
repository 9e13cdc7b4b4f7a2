/** Thrown in place of a lookup that would be one too many. */
export class TooManyLookups extends Error {
  override readonly name = "TooManyLookups";
}

export interface LookupLimitOptions {
  /** At once, for one page. */
  burst: number;
  /** Gained back, for one page. */
  perSecond: number;
  /** Under way together, for all pages. */
  concurrent: number;
  now: () => number;
}

/**
 * How often the database may be asked for what nobody knows to exist: ids can be made up without end, and each new one
 * would be a query. Every page has an allowance of its own, so that one that is attacked does not close the others.
 */
export class LookupLimit {
  readonly #options: LookupLimitOptions;
  readonly #allowances = new Map<string, { left: number; at: number }>();
  #running = 0;

  constructor(options: LookupLimitOptions) {
    this.#options = options;
  }

  /**
   * @param slug of a page that exists
   * @param isFree what is known to exist does not count against the page's allowance
   * @throws {TooManyLookups} instead of asking
   */
  async run<T>(slug: string, isFree: boolean, lookUp: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#options.concurrent || !(isFree || this.#take(slug))) throw new TooManyLookups();
    this.#running += 1;
    try {
      return await lookUp();
    } finally {
      this.#running -= 1;
    }
  }

  #take(slug: string): boolean {
    const { burst, perSecond } = this.#options;
    const at = this.#options.now();
    const known = this.#allowances.get(slug) ?? { left: burst, at };
    const left = Math.min(burst, known.left + ((at - known.at) / 1000) * perSecond);
    // Newest use last: what is dropped first has long been full again.
    this.#allowances.delete(slug);
    this.#allowances.set(slug, { left: left >= 1 ? left - 1 : left, at });
    const oldest = this.#allowances.keys().next().value;
    if (this.#allowances.size > 1_000 && oldest !== undefined) this.#allowances.delete(oldest);
    return left >= 1;
  }
}
