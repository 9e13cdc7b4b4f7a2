import { type FormEvent, useEffect, useState } from "react";
import { type Channel, type Offer, offerIn } from "../api.ts";
import { everything, type Following, fieldsOf, missingIn } from "../following.ts";
import { canPush, onPushConfirmed, type PushSubscribed, subscribeBrowser } from "../push.ts";
import { subscriptionStrings as words } from "../subscription-strings.ts";
import { AddressField, ChannelField } from "./channel-field.tsx";
import { FollowFields } from "./follow-fields.tsx";
import type { FormProps } from "./form-props.ts";
import { Problem } from "./problem.tsx";

interface SubscribeFormProps extends FormProps {
  slug: string;
  /** Opens the subscription that a token manages. */
  onConfirmed: (token: string) => void;
}

/** What the page offers, then the form. */
export function SubscribeForm(props: SubscribeFormProps) {
  const { slug, call, error } = props;
  const [offer, setOffer] = useState<Offer | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    call("channels", { page_slug: slug }).then((data) => {
      if (data === null) return;
      const { channels, pushKey } = offerIn(data);
      setOffer({ channels: canPush() ? channels : channels.filter((name) => name !== "push"), pushKey });
    });
  }, [slug, attempt]);

  if (offer !== null) return <OfferForm {...props} offer={offer} />;
  if (error === null) return <p role="status">{words.working}</p>;
  return (
    <>
      <Problem text={error} />
      <div className="subscribe-actions">
        <button type="button" className="subscribe-button" onClick={() => setAttempt(attempt + 1)}>
          {words.retry}
        </button>
      </div>
    </>
  );
}

function OfferForm({ slug, groups, call, error, isBusy, offer, onConfirmed }: SubscribeFormProps & { offer: Offer }) {
  const [channel, setChannel] = useState<Channel>(offer.channels[0] ?? "webhook");
  const [address, setAddress] = useState("");
  const [following, setFollowing] = useState<Following>(everything);
  const [problem, setProblem] = useState<string | null>(null);
  const [sentTo, setSentTo] = useState<string | null>(null);
  /** What was asked for last: a refusal is about that, not about what is chosen after it. */
  const [asked, setAsked] = useState<Channel | null>(null);
  const refusal = asked === channel ? error : null;

  // The service worker confirms, perhaps long after the button was pressed.
  useEffect(() => (offer.pushKey === null || !canPush() ? undefined : onPushConfirmed(onConfirmed)), [offer]);

  function choose(next: Channel) {
    setChannel(next);
    setAddress("");
    setProblem(null);
    setAsked(null);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const missing = missingIn(following);
    setProblem(missing);
    if (missing !== null) return;
    let where: { address: string } | PushSubscribed = { address };
    if (channel === "push") {
      try {
        where = await subscribeBrowser(offer.pushKey ?? "");
      } catch (reason) {
        const isDenied = reason instanceof Error && reason.message === "push_denied";
        setProblem(isDenied ? words.errors.push_denied : words.errors.push_failed);
        return;
      }
    }
    setAsked(channel);
    const data = await call("", { page_slug: slug, channel, ...where, ...fieldsOf(following) });
    if (data !== null) setSentTo(address);
  }

  if (sentTo !== null) {
    return (
      <>
        <h2>{words.sentHeading[channel]}</h2>
        <p role="status">{words.sent[channel](sentTo)}</p>
        <button
          type="button"
          className="subscribe-button subscribe-quiet subscribe-again"
          onClick={() => {
            setSentTo(null);
            choose(channel);
          }}
        >
          {words.again}
        </button>
      </>
    );
  }
  return (
    <form onSubmit={submit}>
      <ChannelField offered={offer.channels} channel={channel} onChange={choose} />
      <AddressField channel={channel} value={address} isInvalid={refusal !== null} onChange={setAddress} />
      <FollowFields groups={groups} following={following} onChange={setFollowing} />
      <Problem text={problem ?? refusal} />
      <div className="subscribe-actions">
        <p className="subscribe-note">{words.note[channel]}</p>
        <button type="submit" className="subscribe-button" disabled={isBusy}>
          {words.subscribe}
        </button>
      </div>
    </form>
  );
}
