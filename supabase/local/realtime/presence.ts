import { randomBytes } from "node:crypto";

/** One channel instance's presence; several may share a key. */
interface Entry {
  key: string;
  ref: string;
  previousRef: string | null;
  /** The tracked payload as JSON text of an object. */
  payload: string;
}

/** The payload of a `presence_diff` as JSON text. */
export type PresenceDiff = string;

/** Who is present, per room. `T` is the channel instance. Pure bookkeeping: the caller sends what comes back. */
export class Presence<T> {
  private readonly rooms = new Map<string, Map<T, Entry>>();
  private readonly makeRef: () => string;

  constructor(makeRef: () => string = () => randomBytes(9).toString("base64url")) {
    this.makeRef = makeRef;
  }

  /** Tracks or updates; null when nothing changed. An update joins the new meta and leaves the old one in one diff. */
  track(room: string, instance: T, key: string, payload: Record<string, unknown>): PresenceDiff | null {
    const entries = this.rooms.get(room) ?? new Map<T, Entry>();
    const known = entries.get(instance);
    const text = JSON.stringify(payload);
    if (known?.payload === text) return null;
    const entry = { key, ref: this.makeRef(), previousRef: known?.ref ?? null, payload: text };
    entries.set(instance, entry);
    this.rooms.set(room, entries);
    return diff([entry], known ? [known] : []);
  }

  /** Ends one instance's presence; null when it had none. */
  untrack(room: string, instance: T): PresenceDiff | null {
    const entries = this.rooms.get(room);
    const known = entries?.get(instance);
    if (!entries || !known) return null;
    entries.delete(instance);
    if (entries.size === 0) this.rooms.delete(room);
    return diff([], [known]);
  }

  /** The payload of `presence_state` as JSON text; `{}` for an empty room. */
  state(room: string): string {
    return byKey([...(this.rooms.get(room)?.values() ?? [])]);
  }
}

function diff(joins: Entry[], leaves: Entry[]): PresenceDiff {
  return `{"joins":${byKey(joins)},"leaves":${byKey(leaves)}}`;
}

function byKey(entries: Entry[]): string {
  const metas = new Map<string, string[]>();
  for (const entry of entries) metas.set(entry.key, [...(metas.get(entry.key) ?? []), meta(entry)]);
  const members = [...metas].map(([key, list]) => `${JSON.stringify(key)}:{"metas":[${list.join(",")}]}`);
  return `{${members.join(",")}}`;
}

/** Refs come after the payload, so that a payload with members of these names cannot replace them. */
function meta(entry: Entry): string {
  const own = entry.payload.slice(1, -1);
  const refs = [`"phx_ref":${JSON.stringify(entry.ref)}`];
  if (entry.previousRef !== null) refs.push(`"phx_ref_prev":${JSON.stringify(entry.previousRef)}`);
  return `{${own === "" ? "" : `${own},`}${refs.join(",")}}`;
}
