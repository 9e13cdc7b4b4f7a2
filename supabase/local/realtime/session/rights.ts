import type { Authorization, Extension, Principal, ReadGrants } from "../authorization.ts";

const EVERYTHING: ReadGrants = { broadcast: true, presence: true };

/** What one channel may do. Public channels may do everything; private ones ask the policies once and remember. */
export class ChannelRights {
  private readonly authorization: Authorization;
  private readonly topic: string;
  private readonly isPrivate: boolean;
  private principal: Principal;
  private reads: ReadGrants;
  private writes = new Map<Extension, boolean>();
  private asked = new Map<Extension, Promise<boolean>>();

  constructor(options: { authorization: Authorization; topic: string; isPrivate: boolean; principal: Principal }) {
    this.authorization = options.authorization;
    this.topic = options.topic;
    this.isPrivate = options.isPrivate;
    this.principal = options.principal;
    this.reads = options.isPrivate ? { broadcast: false, presence: null } : EVERYTHING;
  }

  get canReadBroadcast(): boolean {
    return this.reads.broadcast;
  }

  get canReadPresence(): boolean {
    return this.reads.presence === true;
  }

  get canReadAnything(): boolean {
    return this.reads.broadcast || this.reads.presence === true;
  }

  /** Asks for the read rights. Throws what Authorization.read throws. */
  async load(includePresence: boolean): Promise<void> {
    if (!this.isPrivate) return;
    const extensions: Extension[] = includePresence ? ["broadcast", "presence"] : ["broadcast"];
    this.reads = await this.authorization.read(this.principal, this.topic, extensions);
  }

  /** Asks for the presence read right if the join did not. */
  async loadPresence(): Promise<void> {
    if (this.reads.presence === null) await this.load(true);
  }

  /**
   * Starts over for a new token and says whether the right to read broadcasts or presence was lost. The old rights hold
   * until the new ones are known, so nothing is withheld meanwhile.
   */
  async renew(principal: Principal): Promise<{ lostSome: boolean }> {
    const before = this.reads;
    this.principal = principal;
    this.writes = new Map();
    this.asked = new Map();
    await this.load(before.presence !== null);
    const lostBroadcast = before.broadcast && !this.reads.broadcast;
    const lostPresence = before.presence === true && this.reads.presence !== true;
    return { lostSome: lostBroadcast || lostPresence };
  }

  /** The write right if it is known already. */
  knownWrite(extension: Extension): boolean | undefined {
    return this.isPrivate ? this.writes.get(extension) : true;
  }

  /**
   * The write right, asked for once: whoever asks meanwhile waits for the same answer, so that messages keep their
   * order. False, and not remembered, when the database cannot be asked.
   */
  canWrite(extension: Extension): Promise<boolean> {
    const known = this.knownWrite(extension);
    if (known !== undefined) return Promise.resolve(known);
    const pending = this.asked.get(extension) ?? this.askWrite(extension);
    this.asked.set(extension, pending);
    return pending;
  }

  private async askWrite(extension: Extension): Promise<boolean> {
    // Kept from before: an answer for an old token must not be remembered for the new one.
    const { principal, writes, asked } = this;
    try {
      const granted = await this.authorization.write(principal, this.topic, extension);
      writes.set(extension, granted);
      return granted;
    } catch {
      return false;
    } finally {
      asked.delete(extension);
    }
  }
}
