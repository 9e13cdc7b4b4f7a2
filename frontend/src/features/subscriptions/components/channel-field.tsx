import { Bell, Hash, type LucideIcon, Mail, MessageSquare, Phone, Smartphone, UsersRound, Webhook } from "lucide-react";
import { channelNames } from "../../../lib/channels.ts";
import type { Channel } from "../api.ts";
import { subscriptionStrings as words } from "../subscription-strings.ts";

const icons: Readonly<Record<Channel, LucideIcon>> = {
  email: Mail,
  sms: Smartphone,
  call: Phone,
  push: Bell,
  slack: Hash,
  teams: UsersRound,
  discord: MessageSquare,
  webhook: Webhook,
};

interface ChannelFieldProps {
  offered: readonly Channel[];
  channel: Channel;
  onChange: (channel: Channel) => void;
}

/** The ways to be told: one choice, by mouse and by arrow keys. */
export function ChannelField({ offered, channel, onChange }: ChannelFieldProps) {
  return (
    <fieldset className="subscribe-channels">
      <legend className="sr-only">{words.how}</legend>
      {offered.map((name) => {
        const Icon = icons[name];
        return (
          <label key={name} className="subscribe-channel">
            <input type="radio" name="channel" checked={name === channel} onChange={() => onChange(name)} />
            <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
            {channelNames[name]}
          </label>
        );
      })}
    </fieldset>
  );
}

interface AddressFieldProps {
  channel: Channel;
  value: string;
  isInvalid: boolean;
  onChange: (value: string) => void;
}

/** Where messages go, with a word on where it is found. A browser has nothing to type in. */
export function AddressField({ channel, value, isInvalid, onChange }: AddressFieldProps) {
  const hint = words.hint[channel];
  const hintLine =
    hint === "" ? null : (
      <p id="subscribe-hint" className="subscribe-hint">
        {hint}
      </p>
    );
  if (channel === "push") return hintLine;
  const isPhone = channel === "sms" || channel === "call";
  return (
    <>
      <label className="subscribe-label" htmlFor="subscribe-address">
        {words.address[channel]}
      </label>
      <input
        id="subscribe-address"
        className="subscribe-input"
        type={channel === "email" ? "email" : isPhone ? "tel" : "url"}
        autoComplete={channel === "email" ? "email" : isPhone ? "tel" : "off"}
        placeholder={words.placeholder[channel]}
        required
        maxLength={channel === "email" ? 254 : 1000}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={isInvalid}
        aria-describedby={hintLine === null ? "subscribe-problem" : "subscribe-hint subscribe-problem"}
      />
      {hintLine}
    </>
  );
}
