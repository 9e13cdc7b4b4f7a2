import { Constants } from "../../_shared/db/database.types.ts";
import type { Channel, ChannelOptions, Delivery } from "../message.ts";
import { createCall } from "./call.ts";
import { createDiscord } from "./discord.ts";
import { createEmail } from "./email.ts";
import { createPush } from "./push.ts";
import { createSlack } from "./slack.ts";
import { createSms } from "./sms.ts";
import { createTeams } from "./teams.ts";
import { createWebhook } from "./webhook.ts";

export type Channels = Readonly<Partial<Record<Delivery["channel"], Channel>>>;

/** Every way to reach subscribers; a new one is a file and a line here. */
export function createChannels(options: ChannelOptions): Channels {
  return {
    email: createEmail(options),
    sms: createSms(options),
    call: createCall(options),
    webhook: createWebhook(options),
    slack: createSlack(options),
    teams: createTeams(options),
    discord: createDiscord(options),
    push: createPush(options),
  };
}

/** Names as `claim_deliveries` wants them, of the channels that call servers of subscribers, or of the others. */
export function namesOf(channels: Channels, areTheirServers: boolean): Delivery["channel"][] {
  return Constants.public.Enums.notification_channel.filter(
    (name) => channels[name] !== undefined && (channels[name].isTheirServer === true) === areTheirServers,
  );
}
