import { z } from "zod";
import type { NotificationChannel } from "../../lib/database.ts";
import type { Contact } from "./queries.ts";

const clock = /^\d\d:\d\d$/;

/** What the form holds: a member (`way` "member") or an address by a channel. */
const ContactFields = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(80, "At most 80 characters."),
  way: z.enum(["member", "email", "sms", "call", "slack", "teams", "discord", "webhook"]),
  user_id: z.string(),
  address: z.string(),
  is_quiet: z.boolean(),
  quiet_from: z.string(),
  quiet_until: z.string(),
  quiet_days: z.array(z.number()),
  time_zone: z.string(),
});

/** What can be saved. Only a new contact chooses who or where. */
export const contactForm = (isNew: boolean) =>
  ContactFields.superRefine((values, context) => {
    const rule = (isKept: boolean, field: keyof typeof values, message: string) => {
      if (!isKept) context.addIssue({ code: "custom", path: [field], message });
    };
    const isMember = values.way === "member";
    rule(!isNew || !isMember || values.user_id !== "", "user_id", "Choose a member.");
    rule(!isNew || isMember || values.address.trim() !== "", "address", "Enter an address.");
    if (!values.is_quiet) return;
    rule(clock.test(values.quiet_from), "quiet_from", "Enter a time.");
    rule(clock.test(values.quiet_until), "quiet_until", "Enter a time.");
    rule(values.quiet_days.length > 0, "quiet_days", "Choose a day.");
  });

export type ContactValues = z.infer<typeof ContactFields>;
export type ContactWay = ContactValues["way"];

/** The channel of a way, in the order in which the form offers them. */
export const ways: readonly { way: ContactWay; channel: NotificationChannel }[] = [
  { way: "member", channel: "email" },
  { way: "email", channel: "email" },
  { way: "sms", channel: "sms" },
  { way: "call", channel: "call" },
  { way: "slack", channel: "slack" },
  { way: "teams", channel: "teams" },
  { way: "discord", channel: "discord" },
  { way: "webhook", channel: "webhook" },
];

/** A form for a new contact, or with what is stored of one. */
export function contactValues(contact: Contact | null, timeZone: string): ContactValues {
  const way = contact === null || contact.user_id !== null ? "member" : contact.channel;
  return {
    name: contact?.name ?? "",
    way: way === "push" ? "webhook" : way,
    user_id: contact?.user_id ?? "",
    address: contact?.address ?? "",
    is_quiet: contact !== null && contact.quiet_from !== null,
    quiet_from: contact?.quiet_from?.slice(0, 5) ?? "22:00",
    quiet_until: contact?.quiet_until?.slice(0, 5) ?? "07:00",
    quiet_days: [...(contact?.quiet_days ?? [1, 2, 3, 4, 5, 6, 7])],
    time_zone: contact === null || contact.quiet_from === null ? timeZone : contact.time_zone,
  };
}
