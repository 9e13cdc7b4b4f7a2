import type { Channel, ChannelOptions, Delivery } from "../message.ts";
import { createEmail } from "./email.ts";

export type Channels = Readonly<Partial<Record<Delivery["channel"], Channel>>>;

/** Every way to reach subscribers; a new one is a file and a line here. */
export function createChannels(options: ChannelOptions): Channels {
  return {
    email: createEmail(options),
  };
}

/** Names of channels, as `claim_deliveries` wants them. */
export function namesOf(channels: Channels): Delivery["channel"][] {
  const all = ["email", "sms", "webhook", "slack", "teams", "discord", "push"] as const;
  return all.filter((name) => channels[name] !== undefined);
}
