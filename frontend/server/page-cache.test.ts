import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { northwind } from "../e2e/support/northwind.ts";
import { PageCache, type SnapshotStore, type StoredSnapshot } from "./page-cache.ts";
import { readRow, type SnapshotRow, type Upstream } from "./upstream.ts";

const row = (version: number): SnapshotRow => readRow(version, `v${version}`, JSON.stringify(northwind({ version })));

function setUp(stored: StoredSnapshot | null = null) {
  let current: SnapshotRow | null = row(1);
  let failure: Error | null = null;
  let gate: Promise<void> | null = null;
  const saved = new Map<string, StoredSnapshot>(stored === null ? [] : [["northwind", stored]]);
  const read = vi.fn<Upstream["read"]>(async (_slug, knownEtag) => {
    if (gate !== null) await gate;
    if (failure !== null) throw failure;
    return current !== null && current.etag === knownEtag ? "unchanged" : current;
  });
  const store: SnapshotStore = {
    get: async (slug) => saved.get(slug) ?? null,
    set: async (slug, value) => void saved.set(slug, value),
    delete: async (slug) => void saved.delete(slug),
  };
  const prepare = vi.fn(async ({ version }: SnapshotRow, offlineSince: number | null) => ({ version, offlineSince }));
  const cache = new PageCache({
    upstream: { read },
    store,
    parseStored: ({ version, etag, json }) => readRow(version, etag, json),
    prepare,
    onError: () => {},
  });
  return {
    cache,
    read,
    prepare,
    saved,
    publish: (next: SnapshotRow | null) => {
      current = next;
    },
    fail: (error: Error | null) => {
      failure = error;
    },
    hold: () => {
      let release = () => {};
      gate = new Promise((resolve) => {
        release = () => {
          gate = null;
          resolve();
        };
      });
      return release;
    },
  };
}

const down = new Error("connect ECONNREFUSED");

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("while Supabase answers", () => {
  test("a hundred first visitors are one request", async () => {
    const { cache, read } = setUp();
    const entries = await Promise.all(Array.from({ length: 100 }, () => cache.get("northwind")));
    expect(entries.every((entry) => entry?.prepared.version === 1)).toBe(true);
    expect(read).toHaveBeenCalledTimes(1);
  });

  test("within a second nothing is asked; after it one request, answered from the copy", async () => {
    const { cache, read, publish } = setUp();
    await cache.get("northwind");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(cache.peek("northwind")?.prepared.version).toBe(1);
    expect(read).toHaveBeenCalledTimes(1);
    publish(row(2));
    await vi.advanceTimersByTimeAsync(1);
    for (let visitor = 0; visitor < 50; visitor += 1) expect(cache.peek("northwind")?.prepared.version).toBe(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(read).toHaveBeenCalledTimes(2);
    expect(cache.peek("northwind")?.prepared.version).toBe(2);
  });

  test("beyond two seconds a request waits for the newer one", async () => {
    const { cache, publish } = setUp();
    await cache.get("northwind");
    publish(row(2));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(cache.peek("northwind")).toBeNull();
    expect((await cache.get("northwind"))?.prepared.version).toBe(2);
  });

  test("but 150 ms at most, and only the first visitors of a slow answer", async () => {
    const { cache, hold } = setUp();
    await cache.get("northwind");
    await vi.advanceTimersByTimeAsync(60_000);
    const release = hold();
    const waiting = cache.get("northwind");
    await vi.advanceTimersByTimeAsync(149);
    await expect(Promise.race([waiting, Promise.resolve("waiting")])).resolves.toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);
    expect((await waiting)?.prepared.version).toBe(1);
    expect(cache.peek("northwind")?.prepared.version).toBe(1);
    release();
  });

  test("an unchanged page is not prepared again", async () => {
    const { cache, prepare } = setUp();
    for (let second = 0; second < 5; second += 1) {
      await cache.get("northwind");
      await vi.advanceTimersByTimeAsync(1_500);
    }
    expect(prepare).toHaveBeenCalledTimes(1);
  });
});

describe("pages that are not there", () => {
  test("are remembered for a moment, then asked for again", async () => {
    const { cache, read, publish } = setUp();
    publish(null);
    expect(await cache.get("secret")).toBeNull();
    expect(await cache.get("secret")).toBeNull();
    expect(read).toHaveBeenCalledTimes(1);
    publish(row(1));
    await vi.advanceTimersByTimeAsync(2_001);
    expect((await cache.get("secret"))?.prepared.version).toBe(1);
  });

  test("a page made private is gone from memory and from the store", async () => {
    const { cache, publish, saved } = setUp();
    await cache.get("northwind");
    expect(saved.has("northwind")).toBe(true);
    publish(null);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await cache.get("northwind")).toBeNull();
    expect(saved.has("northwind")).toBe(false);
  });
});

describe("while Supabase is gone", () => {
  test("the copy is served; after ten seconds it says since when, and recovers", async () => {
    const { cache, fail } = setUp();
    await cache.get("northwind");
    fail(down);
    await vi.advanceTimersByTimeAsync(5_000);
    expect((await cache.get("northwind"))?.prepared.offlineSince).toBeNull();
    await vi.advanceTimersByTimeAsync(6_000);
    expect((await cache.get("northwind"))?.prepared.offlineSince).toBe(1_000_000);
    fail(null);
    await vi.advanceTimersByTimeAsync(3_000);
    expect((await cache.get("northwind"))?.prepared.offlineSince).toBeNull();
  });

  test("it is asked at most once a second, and nobody waits for it twice", async () => {
    const { cache, fail, read } = setUp();
    await cache.get("northwind");
    fail(down);
    await vi.advanceTimersByTimeAsync(20_000);
    await cache.get("northwind");
    for (let visitor = 0; visitor < 20; visitor += 1) expect(cache.peek("northwind")).not.toBeNull();
    expect(read).toHaveBeenCalledTimes(2);
  });

  test("after a restart the stored copy is served with its age", async () => {
    const json = JSON.stringify(northwind({ version: 7 }));
    const { cache, fail } = setUp({ version: 7, etag: "v7", json, confirmedAt: 400_000 });
    fail(down);
    expect((await cache.get("northwind"))?.prepared).toEqual({ version: 7, offlineSince: 400_000 });
  });

  test("without any copy the caller hears of it", async () => {
    const { cache, fail } = setUp();
    fail(down);
    await expect(cache.get("northwind")).rejects.toThrow("ECONNREFUSED");
  });

  test("a stored copy that cannot be read counts as none", async () => {
    const { cache, fail } = setUp({ version: 7, etag: "v7", json: "{", confirmedAt: 1 });
    fail(down);
    await expect(cache.get("northwind")).rejects.toThrow("ECONNREFUSED");
  });
});
