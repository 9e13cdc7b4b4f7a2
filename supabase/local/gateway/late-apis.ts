import { setTimeout as delay } from "node:timers/promises";
import type { AuthApi } from "./auth/auth-api.ts";
import type { RestApi } from "./rest/rest-api.ts";
import type { StorageApi } from "./storage/storage-api.ts";

/** What lite serves; none of it can start without the database. */
export interface Apis {
  readonly rest: RestApi;
  readonly auth: AuthApi;
  readonly storage: StorageApi;
}

const retryMs = 500;

/**
 * Starts the APIs in the background, again and again until the database answers, so that the gateway listens and serves
 * status pages from its cache even when it is started while the database is gone.
 */
export class LateApis {
  readonly #started: Promise<Apis>;
  readonly #stopping = new AbortController();
  #apis: Apis | undefined;

  constructor(start: () => Promise<Apis>, onError: (message: string, error: unknown) => void) {
    this.#started = this.#keepStarting(start, onError);
    this.#started.catch(() => {});
  }

  /** The APIs, as soon as they have started; undefined when that takes longer than `waitMs`. */
  async get(waitMs: number): Promise<Apis | undefined> {
    if (this.#apis !== undefined) return this.#apis;
    const waited = new AbortController();
    try {
      return await Promise.race([this.#started, delay(waitMs, undefined, { signal: waited.signal })]);
    } catch {
      return undefined;
    } finally {
      waited.abort();
    }
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    const { rest, auth, storage } = this.#apis ?? {};
    await Promise.all([rest?.close(), auth?.close(), storage?.close()]);
  }

  async #keepStarting(start: () => Promise<Apis>, onError: (message: string, error: unknown) => void): Promise<Apis> {
    for (;;) {
      try {
        this.#apis = await start();
        return this.#apis;
      } catch (error) {
        onError("the APIs do not start", error);
        await delay(retryMs, undefined, { signal: this.#stopping.signal });
      }
    }
  }
}
