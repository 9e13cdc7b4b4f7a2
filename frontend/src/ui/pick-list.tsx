import type { ReactNode } from "react";
import { Checkbox } from "./checkbox.tsx";
import { ErrorNote } from "./error-note.tsx";

/** Things to choose from, under a heading each. */
export interface PickGroup {
  id: string | null;
  name: string | null;
  items: readonly { id: string; name: string }[];
}

export interface PickListProps {
  /** Names the list. */
  label: ReactNode;
  groups: readonly PickGroup[];
  value: readonly string[];
  onChange: (ids: string[]) => void;
  error: string | undefined;
  /** In place of the list where there is nothing to choose from. */
  empty: string;
  /** In place of an error: says what follows from the choice. */
  hint?: string | undefined;
  /** Side by side, for a few without groups. */
  isFlowing?: boolean;
}

/** Several of many, one by one or by group. */
export function PickList(props: PickListProps) {
  const { label, groups, value, onChange, error, empty, hint, isFlowing = false } = props;
  const filled = groups.filter(({ items }) => items.length > 0);

  function set(ids: readonly string[], isChosen: boolean) {
    const kept = value.filter((id) => !ids.includes(id));
    onChange((isChosen ? [...kept, ...ids] : kept).sort());
  }

  return (
    <fieldset className="grid min-w-0 gap-1.5">
      <legend className="mb-1.5 font-medium text-[13px]/[18px]">{label}</legend>
      {filled.length === 0 ? (
        <p className="text-[13px]/5 text-text-2">{empty}</p>
      ) : isFlowing ? (
        <ul className="flex max-h-72 flex-wrap gap-x-5 gap-y-1 overflow-y-auto">
          {filled
            .flatMap(({ items }) => items)
            .map((item) => (
              <li key={item.id}>
                <Checkbox checked={value.includes(item.id)} onChange={(isChosen) => set([item.id], isChosen)}>
                  {item.name}
                </Checkbox>
              </li>
            ))}
        </ul>
      ) : (
        <div className="max-h-72 overflow-y-auto rounded-control border border-border">
          {filled.map((group) => (
            <Group key={group.id ?? "none"} group={group} isAlone={filled.length === 1} value={value} onSet={set} />
          ))}
        </div>
      )}
      <ErrorNote>{error}</ErrorNote>
      {error !== undefined || hint === undefined ? null : <p className="text-[12.5px]/[18px] text-text-3">{hint}</p>}
    </fieldset>
  );
}

interface GroupProps {
  group: PickGroup;
  isAlone: boolean;
  value: readonly string[];
  onSet: (ids: readonly string[], isChosen: boolean) => void;
}

function Group({ group: { name, items }, isAlone, value, onSet }: GroupProps) {
  const ids = items.map(({ id }) => id);
  const count = ids.filter((id) => value.includes(id)).length;
  const isBare = name === null && isAlone;
  return (
    <>
      {isBare ? null : (
        <div className="border-border border-b bg-inset px-3 py-1 font-semibold">
          <Checkbox
            checked={count === 0 ? false : count === ids.length ? true : "some"}
            onChange={(isChosen) => onSet(ids, isChosen)}
          >
            {name ?? "No group"}
          </Checkbox>
        </div>
      )}
      <ul className={isBare ? "px-3 py-1" : "border-border border-b px-3 py-1 pl-9 last:border-b-0"}>
        {items.map((item) => (
          <li key={item.id}>
            <Checkbox checked={value.includes(item.id)} onChange={(isChosen) => onSet([item.id], isChosen)}>
              {item.name}
            </Checkbox>
          </li>
        ))}
      </ul>
    </>
  );
}
