import { useEffect, useState } from "react";
import { callSubscriptions, type Subscription, type SubscriptionsAddress, subscriptionIn, tokenIn } from "../api.ts";
import { messageOf } from "../following.ts";
import type { FollowGroup } from "../subscription-body.ts";
import { subscriptionStrings as words } from "../subscription-strings.ts";
import type { Call } from "./form-props.ts";
import { ManageForm } from "./manage-form.tsx";
import { Problem } from "./problem.tsx";
import { SubscribeForm } from "./subscribe-form.tsx";

interface SubscriptionViewProps {
  slug: string;
  groups: FollowGroup[];
  address: SubscriptionsAddress;
}

type View =
  | { kind: "form" }
  | { kind: "confirm"; token: string }
  | { kind: "loading"; token: string }
  | { kind: "manage"; token: string; subscription: Subscription; isNew: boolean }
  | { kind: "done"; message: string };

/** What the link of a message carries behind "#"; without one the form is shown. */
function viewOf(hash: string): View {
  const fields = new URLSearchParams(hash.slice(1));
  const [confirm, token] = [fields.get("confirm"), fields.get("token")];
  if (confirm !== null) return { kind: "confirm", token: confirm };
  return token === null ? { kind: "form" } : { kind: "loading", token };
}

/** Subscribing, confirming and managing: which of them is in the address. */
export function SubscriptionView({ slug, groups, address }: SubscriptionViewProps) {
  const [view, setView] = useState<View | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  useEffect(() => {
    const read = () => setView(viewOf(location.hash));
    read();
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);

  const call: Call = async (action, body) => {
    setIsBusy(true);
    setError(null);
    const answer = await callSubscriptions(address, action, body);
    setIsBusy(false);
    if (answer.ok) return answer.data;
    setError(messageOf(answer));
    return null;
  };

  async function open(token: string, isNew: boolean) {
    const subscription = subscriptionIn(await call("read", { token }));
    if (subscription === null) return;
    setView(
      subscription.state === "confirmed"
        ? { kind: "manage", token, subscription, isNew }
        : { kind: "done", message: words.unsubscribed },
    );
  }

  /** What was confirmed just now. */
  async function show(token: string) {
    history.replaceState(null, "", `#token=${token}`);
    await open(token, true);
  }

  async function confirm(confirmation: string) {
    const token = tokenIn(await call("confirm", { token: confirmation }));
    if (token === null) return;
    await show(token);
  }

  function startAnew() {
    history.replaceState(null, "", location.pathname);
    setError(null);
    setView({ kind: "form" });
  }

  const loading = view?.kind === "loading" ? view.token : null;
  // Once for each token that arrives.
  useEffect(() => {
    if (loading !== null) void open(loading, false);
  }, [loading]);

  return (
    <div className="subscribe-card" aria-busy={isBusy}>
      <noscript>
        <p>{words.noScript}</p>
      </noscript>
      {view?.kind === "form" ? (
        <SubscribeForm
          slug={slug}
          groups={groups}
          call={call}
          error={error}
          isBusy={isBusy}
          onConfirmed={(token) => show(token)}
        />
      ) : null}
      {view?.kind === "confirm" ? (
        <>
          <h2>{words.confirmHeading}</h2>
          <p>{words.confirmIntro}</p>
          <Problem text={error} />
          {error === words.errors.unknown_token ? (
            <Anew onClick={startAnew} />
          ) : (
            <button
              type="button"
              className="subscribe-button subscribe-again"
              disabled={isBusy}
              onClick={() => confirm(view.token)}
            >
              {words.confirm}
            </button>
          )}
        </>
      ) : null}
      {view?.kind === "loading" ? (
        <>
          <h2>{words.manageHeading}</h2>
          {error === null ? (
            <p role="status">{words.working}</p>
          ) : (
            <>
              <Problem text={error} />
              <Anew onClick={startAnew} />
            </>
          )}
        </>
      ) : null}
      {view?.kind === "manage" ? (
        <ManageForm
          groups={groups}
          token={view.token}
          subscription={view.subscription}
          isNew={view.isNew}
          call={call}
          error={error}
          isBusy={isBusy}
          onDone={(message) => {
            history.replaceState(null, "", location.pathname);
            setView({ kind: "done", message });
          }}
        />
      ) : null}
      {view?.kind === "done" ? (
        <>
          <p role="status">{view.message}</p>
          <Anew onClick={startAnew} />
        </>
      ) : null}
    </div>
  );
}

/** Leads from what is over, or cannot be opened, to the form. */
function Anew({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className="subscribe-button subscribe-quiet subscribe-again" onClick={onClick}>
      {words.anew}
    </button>
  );
}
