import type { NotificationChannel } from "./database.ts";

/** Names of the channels, for visitors and the team alike. */
export const channelNames = {
  email: "E-mail",
  sms: "SMS",
  call: "Phone call",
  webhook: "Webhook",
  slack: "Slack",
  teams: "Teams",
  discord: "Discord",
  push: "Browser",
} as const satisfies Record<NotificationChannel, string>;

/** "told 3 people by e-mail" */
export const channelsInSentence = {
  email: "by e-mail",
  sms: "by SMS",
  call: "by phone",
  webhook: "by webhook",
  slack: "in Slack",
  teams: "in Teams",
  discord: "in Discord",
  push: "in a browser",
} as const satisfies Record<NotificationChannel, string>;
