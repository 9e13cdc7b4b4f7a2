import { type FormEvent, useEffect, useState } from "react";
import { callSubscriptions, type Subscription, type SubscriptionsAddress, subscriptionIn, tokenIn } from "../api.ts";
import { everything, type Following, fieldsOf, followingOf, messageOf, missingIn } from "../following.ts";
import type { FollowGroup } from "../subscription-body.ts";
import { subscriptionStrings as words } from "../subscription-strings.ts";
import { FollowFields } from "./follow-fields.tsx";

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

  async function confirm(confirmation: string) {
    const token = tokenIn(await call("confirm", { token: confirmation }));
    if (token === null) return;
    history.replaceState(null, "", `#token=${token}`);
    await open(token, true);
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
        <SubscribeForm slug={slug} groups={groups} call={call} error={error} isBusy={isBusy} />
      ) : null}
      {view?.kind === "confirm" ? (
        <>
          <h2>{words.confirmHeading}</h2>
          <p>{words.confirmIntro}</p>
          <Problem text={error} />
          <button type="button" className="subscribe-button" disabled={isBusy} onClick={() => confirm(view.token)}>
            {words.confirm}
          </button>
        </>
      ) : null}
      {view?.kind === "loading" ? (
        <>
          <h2>{words.manageHeading}</h2>
          {error === null ? <p role="status">{words.working}</p> : <Problem text={error} />}
        </>
      ) : null}
      {view?.kind === "manage" ? (
        <ManageForm
          groups={groups}
          view={view}
          call={call}
          error={error}
          isBusy={isBusy}
          onDone={(message) => {
            history.replaceState(null, "", location.pathname);
            setView({ kind: "done", message });
          }}
        />
      ) : null}
      {view?.kind === "done" ? <p role="status">{view.message}</p> : null}
    </div>
  );
}

type Call = (action: Parameters<typeof callSubscriptions>[1], body: object) => Promise<unknown>;

interface FormProps {
  groups: FollowGroup[];
  call: Call;
  error: string | null;
  isBusy: boolean;
}

function SubscribeForm({ slug, groups, call, error, isBusy }: FormProps & { slug: string }) {
  const [email, setEmail] = useState("");
  const [following, setFollowing] = useState<Following>(everything);
  const [missing, setMissing] = useState<string | null>(null);
  const [sentTo, setSentTo] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const problem = missingIn(following);
    setMissing(problem);
    if (problem !== null) return;
    const data = await call("", { page_slug: slug, channel: "email", address: email, ...fieldsOf(following) });
    if (data !== null) setSentTo(email);
  }

  if (sentTo !== null) {
    return (
      <>
        <h2>{words.sentHeading}</h2>
        <p role="status">{words.sent(sentTo)}</p>
        <button type="button" className="subscribe-button subscribe-quiet" onClick={() => setSentTo(null)}>
          {words.again}
        </button>
      </>
    );
  }
  return (
    <form onSubmit={submit}>
      <label className="subscribe-label" htmlFor="subscribe-address">
        {words.address}
      </label>
      <input
        id="subscribe-address"
        className="subscribe-input"
        type="email"
        autoComplete="email"
        required
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        aria-invalid={error !== null}
        aria-describedby="subscribe-problem"
      />
      <FollowFields groups={groups} following={following} onChange={setFollowing} />
      <Problem text={missing ?? error} />
      <div className="subscribe-actions">
        <p className="subscribe-note">{words.note}</p>
        <button type="submit" className="subscribe-button" disabled={isBusy}>
          {words.subscribe}
        </button>
      </div>
    </form>
  );
}

interface ManageProps extends FormProps {
  view: Extract<View, { kind: "manage" }>;
  onDone: (message: string) => void;
}

function ManageForm({ groups, view, call, error, isBusy, onDone }: ManageProps) {
  const { token, subscription, isNew } = view;
  const [following, setFollowing] = useState<Following>(() => followingOf(subscription));
  const [missing, setMissing] = useState<string | null>(null);
  const [isSaved, setIsSaved] = useState(false);

  async function save(event: FormEvent) {
    event.preventDefault();
    const problem = missingIn(following);
    setMissing(problem);
    setIsSaved(false);
    if (problem === null && (await call("change", { token, ...fieldsOf(following) })) !== null) setIsSaved(true);
  }

  async function end(action: "unsubscribe" | "erase", message: string) {
    if ((await call(action, { token })) !== null) onDone(message);
  }

  return (
    <form onSubmit={save}>
      <h2>{words.manageHeading}</h2>
      <p>{words.manageIntro(subscription.address)}</p>
      {isNew ? <p role="status">{words.confirmed}</p> : null}
      <FollowFields groups={groups} following={following} onChange={setFollowing} />
      <Problem text={missing ?? error} />
      <div className="subscribe-actions">
        <p className="subscribe-note" role="status">
          {isSaved ? words.saved : ""}
        </p>
        <button type="submit" className="subscribe-button" disabled={isBusy}>
          {words.save}
        </button>
      </div>
      <div className="subscribe-end">
        <button
          type="button"
          className="subscribe-button subscribe-quiet"
          disabled={isBusy}
          onClick={() => end("unsubscribe", words.unsubscribed)}
        >
          {words.unsubscribe}
        </button>
        <button
          type="button"
          className="subscribe-button subscribe-quiet"
          disabled={isBusy}
          onClick={() => end("erase", words.erased)}
        >
          {words.erase}
        </button>
        <p className="subscribe-note">{words.eraseHint}</p>
      </div>
    </form>
  );
}

function Problem({ text }: { text: string | null }) {
  return (
    <p id="subscribe-problem" className="subscribe-problem" role="alert">
      {text}
    </p>
  );
}
