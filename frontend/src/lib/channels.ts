import type { NotificationChannel } from "./database.ts";

const names: Readonly<Record<string, readonly [label: string, inSentence: string]>> = {
  email: ["E-mail", "by e-mail"],
  sms: ["SMS", "by SMS"],
  call: ["Phone call", "by phone"],
  webhook: ["Webhook", "by webhook"],
  slack: ["Slack", "in Slack"],
  teams: ["Teams", "in Teams"],
  discord: ["Discord", "in Discord"],
  push: ["Browser", "in a browser"],
};

/** "E-mail" */
export function channelName(channel: NotificationChannel): string {
  return names[channel]?.[0] ?? channel;
}

/** "by e-mail" */
export function channelInSentence(channel: NotificationChannel): string {
  return names[channel]?.[1] ?? `by ${channel}`;
}
