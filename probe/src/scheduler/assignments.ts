import type { Lease } from "./types.ts";

interface Assignment {
  readonly lease: Lease;
  /** When it should next run if the database stays away (ms since the epoch). */
  nextAt: number;
  leasedAt: number;
}

/**
 * The checks this probe was last given, so that it can go on checking on their intervals while the database is away.
 * What another probe has taken over in the meantime is forgotten after a few intervals.
 */
export class Assignments {
  readonly #byId = new Map<number, Assignment>();
  readonly #maxSize: number;

  constructor(maxSize = 50_000) {
    this.#maxSize = maxSize;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Remembers a lease that was just handed out. */
  remember(lease: Lease, now: number): void {
    if (lease.schedule_id === null || lease.interval_seconds === null) return;
    if (this.#byId.size >= this.#maxSize && !this.#byId.has(lease.schedule_id)) return;
    this.#byId.set(lease.schedule_id, { lease, leasedAt: now, nextAt: now + lease.interval_seconds * 1000 });
  }

  /** Drops what was not leased again for three intervals while the database was there to lease it. */
  forgetOld(now: number): void {
    for (const [id, { lease, leasedAt }] of this.#byId) {
      if (now - leasedAt > 3 * (lease.interval_seconds ?? 0) * 1000 + 30_000) this.#byId.delete(id);
    }
  }

  /** Takes up to `limit` checks that are due, and moves them on by their interval. */
  takeDue(now: number, limit: number): Lease[] {
    const due: Lease[] = [];
    for (const assignment of this.#byId.values()) {
      if (due.length >= limit) break;
      if (assignment.nextAt > now) continue;
      const intervalMs = (assignment.lease.interval_seconds ?? 60) * 1000;
      assignment.nextAt += intervalMs * Math.max(1, Math.ceil((now - assignment.nextAt) / intervalMs));
      assignment.leasedAt = now;
      due.push(assignment.lease);
    }
    return due;
  }
}
