import { type Pool, withDeadline } from "../database/pool.ts";
import type { ReplicationStream } from "../database/stream.ts";
import type { ChangesRequest } from "../protocol/join.ts";
import type { Identity } from "../tokens.ts";
import { type Binding, parseBinding, validateBinding } from "./bindings.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Subscription, Subscriptions } from "./subscriptions.ts";

const STREAM_WAIT_MS = 5_000;
const DEADLINE_MS = 6_000;

/** postgres_changes as channels see it. */
export class PostgresChanges {
  private readonly pool: Pool;
  private readonly stream: ReplicationStream;
  private readonly catalogue: Catalogue;
  private readonly subscriptions: Subscriptions;

  constructor(options: { pool: Pool; stream: ReplicationStream; catalogue: Catalogue; subscriptions: Subscriptions }) {
    this.pool = options.pool;
    this.stream = options.stream;
    this.catalogue = options.catalogue;
    this.subscriptions = options.subscriptions;
  }

  /**
   * Checks requests. When it resolves, a subscription added with the result gets every change committed from now on.
   * Throws SubscriptionRefused (for good) or another error (worth another try).
   */
  async check(requests: ChangesRequest[], identity: Identity): Promise<Pick<Subscription, "bindings" | "fromLsn">> {
    const bindings = requests.map(parseBinding);
    const fromLsn = await withDeadline(this.validate(bindings, identity.role), DEADLINE_MS);
    if (!(await this.stream.untilUp(STREAM_WAIT_MS))) throw new Error("Replication connection was not established");
    return { bindings, fromLsn };
  }

  add(subscription: Subscription): void {
    this.subscriptions.add(subscription);
  }

  remove(subscription: Subscription): void {
    this.subscriptions.remove(subscription);
  }

  private async validate(bindings: Binding[], role: string): Promise<bigint> {
    this.catalogue.clear();
    for (const binding of bindings) await validateBinding(this.pool, this.catalogue, binding, role);
    await this.stream.includeChanges();
    const [row] = await this.pool<{ lsn: string }[]>`select (pg_current_wal_insert_lsn() - '0/0')::text as lsn`;
    return BigInt(row?.lsn ?? 0);
  }
}
