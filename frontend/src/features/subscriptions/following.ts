import type { Answer, EventKind, Subscription } from "./api.ts";
import { type Choice, wholePage } from "./choice.ts";
import { subscriptionStrings as words } from "./subscription-strings.ts";

/** What a form of a subscription holds. */
export interface Following {
  isWhole: boolean;
  choice: Choice;
  events: readonly EventKind[];
}

/** What a new subscription follows unless its owner chooses. */
export const everything: Following = { isWhole: true, choice: wholePage, events: ["incidents", "maintenances"] };

export function followingOf(subscription: Subscription): Following {
  const choice = { components: subscription.component_ids, groups: subscription.group_ids };
  const isWhole = choice.components.length === 0 && choice.groups.length === 0;
  return { isWhole, choice, events: subscription.events };
}

/** The fields the function takes. */
export function fieldsOf({ isWhole, choice, events }: Following) {
  const { components, groups } = isWhole ? wholePage : choice;
  return { component_ids: components, group_ids: groups, events };
}

/** What is missing, as a sentence; null when it can be sent. */
export function missingIn({ isWhole, choice, events }: Following): string | null {
  if (!isWhole && choice.components.length === 0 && choice.groups.length === 0) return words.chooseSomething;
  return events.length === 0 ? words.chooseEvents : null;
}

/** A refusal in words for people: the database's own sentence where it is about what they typed. */
export function messageOf(answer: Extract<Answer, { ok: false }>): string {
  if (answer.field === "token") return words.errors.unknown_token;
  if (answer.code === "invalid_input" && answer.message !== "") return answer.message;
  const known: Readonly<Record<string, string>> = words.errors;
  return known[answer.code] ?? words.errors.internal;
}
