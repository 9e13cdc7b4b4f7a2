import { type Channels, namesOf } from "./channels/registry.ts";
import type { Delivery } from "./message.ts";
import { type Queue, type Worked, type WorkOptions, work } from "./notify.ts";

/** Of one call: within the 2 s of computing and 150 s that hosted Supabase allows a function (docs/benchmarks.md). */
const shares = [
  { areTheirServers: false, lanes: 4, batch: 25, budgetMs: 60_000, atMost: 400 },
  { areTheirServers: true, lanes: 4, batch: 10, budgetMs: 60_000, atMost: 100 },
];

export interface SharedWork extends Pick<WorkOptions, "callNext" | "log"> {
  readonly channels: Channels;
  readonly queueOf: (channels: readonly Delivery["channel"][]) => Queue;
}

/** Sends what is due, through providers and to subscribers' servers side by side, so that those that hang hold up no mail. */
export async function workInShares({ channels, queueOf, callNext, log }: SharedWork): Promise<readonly Worked[]> {
  let next: Promise<void> | undefined;
  // Both shares may end; one next call is enough for them.
  const callNextOnce = () => {
    next ??= callNext();
    return next;
  };
  try {
    return await Promise.all(
      shares.map(({ areTheirServers, ...share }) => {
        const queue = queueOf(namesOf(channels, areTheirServers));
        return work({ queue, channels, ...share, callNext: callNextOnce, now: Date.now, log });
      }),
    );
  } finally {
    for (const channel of Object.values(channels)) channel.close();
  }
}
