import { RefreshCw } from "lucide-react";
import { useSyncExternalStore } from "react";
import { age } from "../lib/format.ts";
import { strings } from "../lib/strings.ts";

/** How old a live view is. Times are formatted by the caller; ages count up here, from the browser's clock in ms. */
export type Freshness =
  | { kind: "at"; time: string }
  | { kind: "live"; updatedAt: number }
  | { kind: "reconnecting"; updatedAt: number }
  | { kind: "offline"; from: string };

function subscribeSeconds(onTick: () => void): () => void {
  const timer = setInterval(onTick, 1000);
  return () => clearInterval(timer);
}

/** Rounded to the second: the store must return the same value within one render. */
const nowInSeconds = () => Math.floor(Date.now() / 1000) * 1000;

/** "Live · updated 3 s ago". Never announced: it counts every second. */
export function FreshnessBadge({ freshness }: { freshness: Freshness }) {
  return (
    <span className="freshness" data-kind={freshness.kind}>
      <FreshnessMark kind={freshness.kind} />
      <span>
        <FreshnessText freshness={freshness} />
      </span>
    </span>
  );
}

function FreshnessText({ freshness }: { freshness: Freshness }) {
  if (freshness.kind === "at") return strings.freshness.updatedAt(freshness.time);
  if (freshness.kind === "offline") {
    return (
      <>
        <strong>{strings.freshness.offline}</strong> · {strings.freshness.from(freshness.from)}
      </>
    );
  }
  return (
    <>
      <strong>{strings.freshness[freshness.kind]}</strong> · <CountingAge since={freshness.updatedAt} />
    </>
  );
}

function CountingAge({ since }: { since: number }) {
  const now = useSyncExternalStore(subscribeSeconds, nowInSeconds, nowInSeconds);
  const text = age(now - since);
  return (
    <>
      <span className="freshness-long">{strings.freshness.updatedAgo(text)}</span>
      <span className="freshness-short">{text}</span>
    </>
  );
}

function FreshnessMark({ kind }: { kind: Freshness["kind"] }) {
  if (kind === "reconnecting") return <RefreshCw size={14} strokeWidth={1.75} aria-hidden="true" />;
  return kind === "at" ? null : <span className="freshness-dot" aria-hidden="true" />;
}
