import { type Channels, namesOf } from "./channels/registry.ts";
import type { Delivery } from "./message.ts";
import { type Queue, type Worked, type WorkOptions, work } from "./notify.ts";
import { Turns } from "./turns.ts";

/** A turn takes about a second; one of servers that hang holds up the messages of others no longer than this. */
const patienceMs = 5000;

/** Of one call: within the 2 s of computing and 150 s that hosted Supabase allows a function (docs/benchmarks.md). */
const shares = [
  { turns: new Turns(patienceMs), areTheirServers: false, lanes: 4, batch: 25, budgetMs: 60_000, atMost: 400 },
  { turns: new Turns(patienceMs), areTheirServers: true, lanes: 4, batch: 10, budgetMs: 60_000, atMost: 100 },
];

const idle: Worked = { sent: 0, retried: 0, dead: 0, isDone: true };

export interface SharedWork extends Pick<WorkOptions, "callNext" | "log"> {
  readonly channels: Channels;
  readonly queueOf: (channels: readonly Delivery["channel"][]) => Queue;
}

/** Sends what is due, through providers and to subscribers' servers side by side, so that those that hang hold up no mail. */
export async function workInShares({ channels, queueOf, callNext, log }: SharedWork): Promise<readonly Worked[]> {
  try {
    return await Promise.all(
      shares.map(async ({ turns, areTheirServers, ...share }) => {
        const endTurn = await turns.take();
        if (endTurn === null) return idle;
        const queue = queueOf(namesOf(channels, areTheirServers));
        try {
          return await work({ queue, channels, ...share, callNext, endTurn, now: Date.now, log });
        } finally {
          endTurn();
        }
      }),
    );
  } finally {
    for (const channel of Object.values(channels)) channel.close();
  }
}
