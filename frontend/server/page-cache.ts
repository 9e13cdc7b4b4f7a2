import type { SnapshotRow, Upstream } from "./upstream.ts";

/** What outlives the process: disk, a platform's key-value store. Failures are the store's to swallow and report. */
export interface SnapshotStore {
  get(slug: string): Promise<StoredSnapshot | null>;
  set(slug: string, stored: StoredSnapshot): Promise<void>;
  delete(slug: string): Promise<void>;
}

export interface StoredSnapshot {
  version: number;
  etag: string;
  /** The snapshot as JSON. */
  json: string;
  /** When Supabase last vouched for it (ms since the epoch). */
  confirmedAt: number;
}

/** Times in milliseconds. */
export interface CacheTimes {
  /** Served without asking up to this age. */
  freshMs: number;
  /** Beyond this age a request waits a little for the newer one. */
  waitBeyondMs: number;
  waitMs: number;
  /** Unconfirmed for this long, the page says so. */
  offlineAfterMs: number;
  /** How long "no such page" is remembered. */
  missingMs: number;
  /** The stored copy's confirmation is renewed this often. */
  storeEveryMs: number;
}

export const defaultTimes: CacheTimes = {
  freshMs: 1_000,
  waitBeyondMs: 2_000,
  waitMs: 150,
  offlineAfterMs: 10_000,
  missingMs: 2_000,
  storeEveryMs: 60_000,
};

/** A page in memory. `T` is what the owner prepares from each version. */
export interface PageEntry<T> {
  row: SnapshotRow;
  prepared: T;
  confirmedAt: number;
  /** When Supabase was last asked, whatever the answer. */
  checkedAt: number;
  offlineSince: number | null;
}

export interface PageCacheOptions<T> {
  upstream: Upstream;
  store: SnapshotStore | null;
  parseStored: (stored: StoredSnapshot) => SnapshotRow;
  /** Called for each new version and when a page goes offline or comes back. */
  prepare: (row: SnapshotRow, offlineSince: number | null) => Promise<T>;
  onError: (message: string, error: unknown) => void;
  times?: Partial<CacheTimes>;
  maxPages?: number;
  now?: () => number;
}

/**
 * Pages in memory, revalidated at most once per `freshMs` and page, one request at a time. A copy is served at once;
 * when Supabase cannot be asked it is served on, marked with the time since which nobody has vouched for it.
 */
export class PageCache<T> {
  readonly #options: PageCacheOptions<T>;
  readonly #times: CacheTimes;
  readonly #now: () => number;
  readonly #maxPages: number;
  readonly #entries = new Map<string, PageEntry<T>>();
  readonly #missingUntil = new Map<string, number>();
  readonly #flights = new Map<string, Flight>();
  readonly #storedAt = new Map<string, number>();

  constructor(options: PageCacheOptions<T>) {
    this.#options = options;
    this.#times = { ...defaultTimes, ...options.times };
    this.#now = options.now ?? Date.now;
    this.#maxPages = options.maxPages ?? 1_000;
  }

  /** The entry if it may be served without waiting; asks for a newer one in the background when it is due. */
  peek(slug: string): PageEntry<T> | null {
    const entry = this.#entries.get(slug);
    if (entry === undefined) return null;
    const age = this.#now() - entry.checkedAt;
    if (age <= this.#times.freshMs) return entry;
    const flight = this.#revalidate(slug);
    // An offline copy is worth a short wait at any age: the next answer may end the outage.
    const isGoodEnough = age <= this.#times.waitBeyondMs && entry.offlineSince === null;
    return isGoodEnough || flight.isWaitedFor ? entry : null;
  }

  /** The entry, waiting for it if need be; null when there is no such page. @throws when nothing is known of it */
  async get(slug: string): Promise<PageEntry<T> | null> {
    const ready = this.peek(slug);
    if (ready !== null) return ready;
    if ((this.#missingUntil.get(slug) ?? 0) > this.#now()) return null;
    const flight = this.#revalidate(slug);
    if (!this.#entries.has(slug)) await this.#loadStored(slug);
    if (this.#entries.has(slug)) {
      await Promise.race([flight.done, delay(this.#times.waitMs)]);
      // Who asks next during this flight is served the copy at once.
      flight.isWaitedFor = true;
    } else {
      await flight.done;
    }
    const entry = this.#entries.get(slug);
    if (entry !== undefined) return entry;
    if (flight.error !== null) throw flight.error;
    return null;
  }

  #revalidate(slug: string): Flight {
    const running = this.#flights.get(slug);
    if (running !== undefined) return running;
    const flight: Flight = { done: Promise.resolve(), isWaitedFor: false, error: null };
    this.#flights.set(slug, flight);
    flight.done = this.#ask(slug)
      .catch((error: unknown) => {
        flight.error = error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => this.#flights.delete(slug));
    return flight;
  }

  async #ask(slug: string): Promise<void> {
    const known = this.#entries.get(slug);
    try {
      const answer = await this.#options.upstream.read(slug, known?.row.etag ?? null);
      const at = this.#now();
      if (answer === null) await this.#forget(slug, at);
      else await this.#keep(slug, answer === "unchanged" ? null : answer, at);
    } catch (error) {
      this.#options.onError("page snapshot not read", error);
      await this.#markOffline(slug);
      throw error;
    }
  }

  async #keep(slug: string, row: SnapshotRow | null, at: number): Promise<void> {
    const known = this.#entries.get(slug);
    const current = row ?? known?.row;
    if (current === undefined) return;
    const isSame = known !== undefined && known.row.etag === current.etag && known.offlineSince === null;
    const prepared = isSame ? known.prepared : await this.#options.prepare(current, null);
    this.#put(slug, { row: current, prepared, confirmedAt: at, checkedAt: at, offlineSince: null });
    const isStoreDue = at - (this.#storedAt.get(slug) ?? 0) >= this.#times.storeEveryMs;
    if (row === null && !isStoreDue) return;
    this.#storedAt.set(slug, at);
    const { version, etag, json } = current;
    await this.#options.store?.set(slug, { version, etag, json, confirmedAt: at });
  }

  /** Removes the page everywhere: it is gone or no longer public. */
  async #forget(slug: string, at: number): Promise<void> {
    this.#entries.delete(slug);
    this.#storedAt.delete(slug);
    if (this.#missingUntil.size >= this.#maxPages) this.#missingUntil.clear();
    this.#missingUntil.set(slug, at + this.#times.missingMs);
    await this.#options.store?.delete(slug);
  }

  async #markOffline(slug: string): Promise<void> {
    const entry = this.#entries.get(slug) ?? (await this.#loadStored(slug));
    if (entry === null) return;
    const at = this.#now();
    entry.checkedAt = at;
    const isOffline = at - entry.confirmedAt >= this.#times.offlineAfterMs;
    if (!isOffline || entry.offlineSince !== null) return;
    const prepared = await this.#options.prepare(entry.row, entry.confirmedAt);
    this.#put(slug, { ...entry, prepared, offlineSince: entry.confirmedAt });
  }

  /** Puts the stored copy into memory unless something newer is there already. */
  async #loadStored(slug: string): Promise<PageEntry<T> | null> {
    const stored = await this.#options.store?.get(slug);
    if (!stored) return null;
    try {
      const row = this.#options.parseStored(stored);
      const offlineSince = this.#now() - stored.confirmedAt >= this.#times.offlineAfterMs ? stored.confirmedAt : null;
      const prepared = await this.#options.prepare(row, offlineSince);
      const present = this.#entries.get(slug);
      if (present !== undefined) return present;
      const entry = { row, prepared, confirmedAt: stored.confirmedAt, checkedAt: 0, offlineSince };
      if (!this.#isMissing(slug)) this.#put(slug, entry);
      return entry;
    } catch (error) {
      this.#options.onError("stored page snapshot not readable", error);
      return null;
    }
  }

  #isMissing(slug: string): boolean {
    return (this.#missingUntil.get(slug) ?? 0) > this.#now();
  }

  #put(slug: string, entry: PageEntry<T>): void {
    this.#missingUntil.delete(slug);
    this.#entries.delete(slug);
    this.#entries.set(slug, entry);
    const oldest = this.#entries.keys().next().value;
    if (this.#entries.size <= this.#maxPages || oldest === undefined) return;
    this.#entries.delete(oldest);
    this.#storedAt.delete(oldest);
  }
}

interface Flight {
  done: Promise<void>;
  isWaitedFor: boolean;
  error: Error | null;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
