import type { Identity } from "../tokens.ts";
import { type Binding, concerns } from "./bindings.ts";

/** One channel's postgres_changes. */
export interface Subscription {
  identity: Identity;
  bindings: Binding[];
  /** Changes committed before this WAL position are not for it. */
  fromLsn: bigint;
  /** Sends one change: ids of the bindings it matched and `data` as JSON text. */
  deliver(ids: number[], data: string): void;
}

/** A binding that a change concerns, with its subscription. */
export interface Match {
  subscription: Subscription;
  binding: Binding;
  /** Who the subscriber was when the change was matched; a token may be renewed while the database is asked. */
  identity: Identity;
}

/** All live subscriptions, with the tables they want remembered so that other rows are not even decoded. */
export class Subscriptions {
  private readonly all = new Set<Subscription>();
  private readonly wanted = new Map<string, boolean>();

  get size(): number {
    return this.all.size;
  }

  add(subscription: Subscription): void {
    this.all.add(subscription);
    this.wanted.clear();
  }

  remove(subscription: Subscription): void {
    this.all.delete(subscription);
    this.wanted.clear();
  }

  has(subscription: Subscription): boolean {
    return this.all.has(subscription);
  }

  wants(schema: string, table: string): boolean {
    if (this.all.size === 0) return false;
    const key = `${schema}.${table}`;
    let isWanted = this.wanted.get(key);
    if (isWanted === undefined) {
      isWanted = this.matches("*", schema, table, null).length > 0;
      this.wanted.set(key, isWanted);
    }
    return isWanted;
  }

  /** Bindings that a change concerns, filters aside; `lsn` null = whenever. */
  matches(type: Parameters<typeof concerns>[1], schema: string, table: string, lsn: bigint | null): Match[] {
    const found: Match[] = [];
    for (const subscription of this.all) {
      if (lsn !== null && subscription.fromLsn > lsn) continue;
      for (const binding of subscription.bindings) {
        if (concerns(binding, type, schema, table)) {
          found.push({ subscription, binding, identity: subscription.identity });
        }
      }
    }
    return found;
  }
}
