import type { ReactNode } from "react";
import { dateAndTime } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { followedText, type Names } from "../following.ts";
import type { Subscriber } from "../queries.ts";
import { eventName } from "../words.ts";

/** What somebody subscribed to, and when. */
export function SubscriberCard({ subscriber, names }: { subscriber: Subscriber; names: Names }) {
  const { page_title: page, events, created_at: created, confirmed_at: confirmed } = subscriber;
  const { ended_at: ended, end_reason: reason, last_sent_at: lastSent } = subscriber;
  const tell = (at: string) => dateAndTime(at, browserZone());
  return (
    <Card>
      <CardHeader title="Subscription" />
      <dl className="px-4 py-2">
        <Fact name="Page">{page}</Fact>
        <Fact name="Follows">{followedText(subscriber, names)}</Fact>
        <Fact name="Hears of">{strings.sentence.names(events.map(eventName))}</Fact>
        <Fact name="Asked">{tell(created)}</Fact>
        <Fact name="Confirmed">{confirmed === null ? "not yet" : tell(confirmed)}</Fact>
        {ended === null ? null : <Fact name="Ended">{tell(ended)}</Fact>}
        {ended === null || reason === null ? null : (
          <Fact name="Reason">{reason === "asked" ? "unsubscribed" : reason}</Fact>
        )}
        <Fact name="Last message">{lastSent === null ? "none yet" : tell(lastSent)}</Fact>
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
