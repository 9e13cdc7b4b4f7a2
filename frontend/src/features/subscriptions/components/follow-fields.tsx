import { type EventKind, eventKinds } from "../api.ts";
import { type Choice, groupState, isFollowed, toggleComponent, toggleGroup } from "../choice.ts";
import type { Following } from "../following.ts";
import type { FollowGroup } from "../subscription-body.ts";
import { subscriptionStrings as words } from "../subscription-strings.ts";

interface FollowFieldsProps {
  groups: FollowGroup[];
  following: Following;
  onChange: (following: Following) => void;
}

/** Everything or what is chosen, and which events. */
export function FollowFields({ groups, following, onChange }: FollowFieldsProps) {
  const { isWhole, choice, events } = following;
  const toggleEvent = (kind: EventKind) =>
    onChange({
      ...following,
      events: events.includes(kind) ? events.filter((each) => each !== kind) : [...events, kind],
    });
  return (
    <>
      <fieldset className="subscribe-fieldset">
        <legend>{words.whatToFollow}</legend>
        <label className="subscribe-choice">
          <input
            type="radio"
            name="scope"
            checked={isWhole}
            onChange={() => onChange({ ...following, isWhole: true })}
          />
          {words.whole}
        </label>
        <label className="subscribe-choice">
          <input
            type="radio"
            name="scope"
            checked={!isWhole}
            onChange={() => onChange({ ...following, isWhole: false })}
          />
          {words.some}
        </label>
        {isWhole ? null : (
          <ul className="subscribe-tree">
            {groups.map((group) => (
              <GroupRow
                key={group.id ?? ""}
                group={group}
                choice={choice}
                onChange={(next) => onChange({ ...following, choice: next })}
              />
            ))}
          </ul>
        )}
      </fieldset>
      <fieldset className="subscribe-fieldset">
        <legend>{words.events}</legend>
        {eventKinds.map((kind) => (
          <label key={kind} className="subscribe-choice">
            <input type="checkbox" checked={events.includes(kind)} onChange={() => toggleEvent(kind)} />
            {words[kind]}
          </label>
        ))}
      </fieldset>
    </>
  );
}

interface GroupRowProps {
  group: FollowGroup;
  choice: Choice;
  onChange: (choice: Choice) => void;
}

function GroupRow({ group, choice, onChange }: GroupRowProps) {
  const state = groupState(choice, group);
  const followed = group.components.filter(({ id }) => isFollowed(choice, group, id)).length;
  return (
    <li>
      <label className="subscribe-choice subscribe-group">
        <input
          type="checkbox"
          checked={state === "all"}
          ref={(element) => {
            if (element !== null) element.indeterminate = state === "some";
          }}
          onChange={() => onChange(toggleGroup(choice, group))}
        />
        {group.name ?? words.rest}
        <span className="subscribe-count">{words.count(followed, group.components.length)}</span>
      </label>
      <ul>
        {group.components.map(({ id, name }) => (
          <li key={id}>
            <label className="subscribe-choice">
              <input
                type="checkbox"
                checked={isFollowed(choice, group, id)}
                onChange={() => onChange(toggleComponent(choice, group, id))}
              />
              {name}
            </label>
          </li>
        ))}
      </ul>
    </li>
  );
}
