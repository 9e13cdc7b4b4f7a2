import { type FormEvent, useState } from "react";
import type { Subscription } from "../api.ts";
import { type Following, fieldsOf, followingOf, missingIn } from "../following.ts";
import { subscriptionStrings as words } from "../subscription-strings.ts";
import { FollowFields } from "./follow-fields.tsx";
import type { FormProps } from "./form-props.ts";
import { Problem } from "./problem.tsx";

interface ManageFormProps extends FormProps {
  token: string;
  subscription: Subscription;
  /** Whether it was confirmed just now. */
  isNew: boolean;
  onDone: (message: string) => void;
}

/** What somebody follows, to change or end it. */
export function ManageForm({ groups, token, subscription, isNew, call, error, isBusy, onDone }: ManageFormProps) {
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
      <p>{subscription.channel === "push" ? words.managePush : words.manageIntro(subscription.address)}</p>
      {isNew ? <p role="status">{words.confirmed}</p> : null}
      {subscription.signing_secret === null ? null : (
        <details className="subscribe-secret">
          <summary>{words.secret}</summary>
          <code>{subscription.signing_secret}</code>
          <p className="subscribe-note">{words.secretHint}</p>
        </details>
      )}
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
