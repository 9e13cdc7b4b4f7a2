import { z } from "zod";
import type { HistoryEntry } from "../src/features/pages/notice-bodies.ts";
import { addMonths } from "../src/lib/dates.ts";
import { ByteCache } from "./byte-cache.ts";
import { LookupLimit } from "./lookup-limit.ts";
import { historyEntry, historyRow, incidentRow, type MaintenanceRow, maintenanceRow } from "./notice-rows.ts";
import type { CallRpc, SnapshotRow } from "./upstream.ts";

export interface NoticeSourceOptions {
  call: CallRpc;
  now: () => number;
  maxBytes?: number;
}

/**
 * Incidents, maintenance and months of a page, read from the database at most once per version of the page: whatever
 * changes one of them gives the page a new version. Also "there is none" is remembered that long.
 * All methods throw when the database cannot be asked, or may not be.
 */
export class NoticeSource {
  readonly #call: CallRpc;
  readonly #limit: LookupLimit;
  readonly #known: ByteCache<unknown>;
  readonly #flights = new Map<string, Promise<unknown>>();

  constructor({ call, now, maxBytes = 16 * 1024 * 1024 }: NoticeSourceOptions) {
    this.#call = call;
    this.#limit = new LookupLimit({ burst: 60, perSecond: 20, concurrent: 32, now });
    this.#known = new ByteCache(maxBytes);
  }

  /** Null when the page shows no such incident. */
  async incident(page: SnapshotRow, id: string): Promise<z.infer<typeof incidentRow> | null> {
    const { slug } = page.snapshot.page;
    const isListed = [...page.snapshot.incidents, ...page.snapshot.past].some((incident) => incident.id === id);
    const answer = await this.#read(page, isListed, "page_incident", { slug, incident_id: id });
    return z.array(incidentRow).parse(answer)[0] ?? null;
  }

  /** Null when the page shows no such maintenance. */
  async maintenance(page: SnapshotRow, id: string): Promise<MaintenanceRow | null> {
    const { slug } = page.snapshot.page;
    const isListed = page.snapshot.maintenances.some((maintenance) => maintenance.id === id);
    const answer = await this.#read(page, isListed, "page_maintenance", { slug, maintenance_id: id });
    return z.array(maintenanceRow).parse(answer)[0] ?? null;
  }

  /** What a month ("2026-11") has. */
  async month(page: SnapshotRow, month: string): Promise<HistoryEntry[]> {
    const { slug } = page.snapshot.page;
    const isRecent = month >= addMonths(page.snapshot.generated_at.slice(0, 7), -3);
    const answer = await this.#read(page, isRecent, "page_history", { slug, month: `${month}-01` });
    return z.array(historyRow).parse(answer).map(historyEntry);
  }

  #read(page: SnapshotRow, isFree: boolean, name: string, args: Record<string, string>): Promise<unknown> {
    const { id, slug } = page.snapshot.page;
    const key = [id, slug, page.version, name, ...Object.values(args)].join(" ");
    const known = this.#known.get(key);
    if (known !== undefined) return Promise.resolve(known);
    const running = this.#flights.get(key);
    if (running !== undefined) return running;
    const flight = this.#limit
      .run(slug, isFree, () => this.#call(name, args))
      .then((answer) => {
        this.#known.set(key, answer, JSON.stringify(answer).length * 2);
        return answer;
      })
      .finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }
}
