import { channelNames } from "../../lib/channels.ts";
import type { NotificationChannel, SubscriberState } from "../../lib/database.ts";
import { wholeNumber } from "../../lib/format.ts";
import { stateNames, subscriberStates } from "./words.ts";

/** One line of the counts the server keeps. */
export interface SubscriberCount {
  channel: NotificationChannel;
  state: SubscriberState;
  subscribers: number;
  failing: number;
}

/** "1,204 confirmed, 12 not confirmed yet, 3 bounced"; states nobody is in are left out. */
export function figuresText(counts: readonly SubscriberCount[]): string {
  const parts = subscriberStates.flatMap((state) => {
    const count = total(counts.filter((entry) => entry.state === state).map(({ subscribers }) => subscribers));
    return count === 0 && state !== "confirmed" ? [] : [`${wholeNumber(count)} ${stateNames[state].toLowerCase()}`];
  });
  return parts.join(", ");
}

/** Channels in use, by name. */
export function channelsOf(counts: readonly SubscriberCount[]): NotificationChannel[] {
  return [...new Set(counts.map(({ channel }) => channel))].toSorted((a, b) =>
    channelNames[a].localeCompare(channelNames[b]),
  );
}

/** How many subscribers missed a message for good. */
export function undeliveredTo(counts: readonly SubscriberCount[]): number {
  return total(counts.map(({ failing }) => failing));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
