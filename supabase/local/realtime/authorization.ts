import { randomUUID } from "node:crypto";
import { Coalescer } from "./coalesce.ts";
import { DatabaseUnavailable, errorCode, type Pool, probe, type Transaction, withDeadline } from "./database/pool.ts";
import { joinErrors } from "./protocol/errors.ts";
import type { Identity } from "./tokens.ts";

export type Extension = "broadcast" | "presence";

/** Everything a policy on realtime.messages can see about the one who asks. */
export interface Principal {
  identity: Identity;
  /** JSON text of the request's headers (WebSocket: those that start with x-). */
  headersJson: string;
}

/** What may be read. `null` = not asked. */
export interface ReadGrants {
  broadcast: boolean;
  presence: boolean | null;
}

const INSUFFICIENT_PRIVILEGE = "42501";
const CHECK_VIOLATION = "23514";
const DEADLINE_MS = 6_000;

/**
 * Asks the policies of realtime.messages whether a private channel may be read or written, in transactions that are
 * always rolled back. Identical questions asked at once are merged (see Coalescer).
 */
export class Authorization {
  private readonly pool: Pool;
  private readonly reads = new Coalescer<ReadGrants>();
  private readonly writes = new Coalescer<boolean>();

  constructor(pool: Pool) {
    this.pool = pool;
  }

  /**
   * Read rights: a probe row per extension is inserted as the admin, then looked for under the caller's role.
   * A policy that raises, or an unknown role, grants nothing. Throws JoinError MissingPartition, DatabaseUnavailable,
   * QueryCancelled.
   */
  read(principal: Principal, topic: string, extensions: Extension[]): Promise<ReadGrants> {
    const key = questionKey(principal, topic, extensions);
    return this.reads.run(key, () => withDeadline(this.probeRead(principal, topic, extensions), DEADLINE_MS));
  }

  /** Write right for one extension: an insert is tried under the caller's role. Anything but success is "no". */
  write(principal: Principal, topic: string, extension: Extension): Promise<boolean> {
    const key = questionKey(principal, topic, [extension]);
    return this.writes.run(key, () => withDeadline(this.probeWrite(principal, topic, extension), DEADLINE_MS));
  }

  private async probeRead(principal: Principal, topic: string, extensions: Extension[]): Promise<ReadGrants> {
    const rows = extensions.map((extension) => ({ id: randomUUID(), topic, extension }));
    const ids = rows.map((row) => row.id);
    const [inserted, , visible] = await probe(this.pool, (transaction) => [
      transaction`insert into realtime.messages ${transaction(rows, "id", "topic", "extension")}`.execute(),
      impersonate(transaction, principal, topic),
      transaction`select extension from realtime.messages where id in ${transaction(ids)}`.execute(),
    ]);
    if (inserted?.status === "rejected") {
      if (errorCode(inserted.reason) === CHECK_VIOLATION) throw joinErrors.missingPartition();
      throw inserted.reason;
    }
    const granted = new Set<unknown>();
    if (visible?.status === "fulfilled") for (const row of visible.value) granted.add(row.extension);
    else throwIfNoAnswer(visible);
    return {
      broadcast: granted.has("broadcast"),
      presence: extensions.includes("presence") ? granted.has("presence") : null,
    };
  }

  private async probeWrite(principal: Principal, topic: string, extension: Extension): Promise<boolean> {
    const [, inserted] = await probe(this.pool, (transaction) => [
      impersonate(transaction, principal, topic),
      transaction`insert into realtime.messages (topic, extension) values (${topic}, ${extension})`.execute(),
    ]);
    if (inserted?.status === "rejected" && errorCode(inserted.reason) !== INSUFFICIENT_PRIVILEGE) {
      throwIfNoAnswer(inserted);
    }
    return inserted?.status === "fulfilled";
  }
}

/** Connection trouble and a timeout are no answer of a policy; every other error is a "no". */
function throwIfNoAnswer(result: PromiseSettledResult<unknown> | undefined): void {
  if (result?.status !== "rejected") throw new DatabaseUnavailable("no result");
  const code = errorCode(result.reason);
  if (code === undefined || code === "57014" || !/^[0-9A-Z]{5}$/.test(code) || /^(57P|08|53)/.test(code)) {
    throw result.reason;
  }
}

/** Sets, for this transaction only, what PostgREST and Realtime set before policies run. */
function impersonate(transaction: Transaction, principal: Principal, topic: string) {
  const { identity, headersJson } = principal;
  const subject = typeof identity.claims.sub === "string" ? identity.claims.sub : "";
  return transaction`
    select set_config('realtime.topic', ${topic}, true),
      set_config('request.jwt.claims', ${identity.claimsJson}, true),
      set_config('request.jwt.claim.sub', ${subject}, true),
      set_config('request.jwt.claim.role', ${identity.role}, true),
      set_config('request.headers', ${headersJson}, true),
      set_config('role', ${identity.role}, true)`.execute();
}

function questionKey(principal: Principal, topic: string, extensions: Extension[]): string {
  return JSON.stringify([
    principal.identity.role,
    principal.identity.claimsJson,
    principal.headersJson,
    topic,
    ...extensions,
  ]);
}
