import { Checkbox } from "../../../ui/checkbox.tsx";

/** Components by group, in the order of the organization's list. */
export interface PickerGroup {
  id: string | null;
  name: string | null;
  items: readonly { id: string; name: string }[];
}

export interface ComponentPickerProps {
  groups: readonly PickerGroup[];
  value: readonly string[];
  onChange: (ids: string[]) => void;
  error: string | undefined;
}

/** Which components are worked on, one by one or by group. */
export function ComponentPicker({ groups, value, onChange, error }: ComponentPickerProps) {
  const chosen = new Set(value);
  const filled = groups.filter(({ items }) => items.length > 0);

  function set(ids: readonly string[], isChosen: boolean) {
    const kept = value.filter((id) => !ids.includes(id));
    onChange((isChosen ? [...kept, ...ids] : kept).sort());
  }

  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 font-medium text-[13px]/[18px]">
        Components <span className="font-normal text-text-3">under maintenance while it runs</span>
      </legend>
      {filled.length === 0 ? <p className="text-[13px]/5 text-text-2">There are no components yet.</p> : null}
      {filled.length === 0 ? null : (
        <div className="max-h-72 overflow-y-auto rounded-control border border-border">
          {filled.map(({ id, name, items }) => {
            const ids = items.map((item) => item.id);
            const count = ids.filter((itemId) => chosen.has(itemId)).length;
            return (
              <div key={id ?? "none"}>
                {name === null && filled.length === 1 ? null : (
                  <div className="border-border border-b bg-inset px-3 py-1 font-semibold">
                    <Checkbox
                      checked={count === 0 ? false : count === ids.length ? true : "some"}
                      onChange={(isChosen) => set(ids, isChosen)}
                    >
                      {name ?? "No group"}
                    </Checkbox>
                  </div>
                )}
                <ul
                  className={
                    name === null && filled.length === 1
                      ? "px-3 py-1"
                      : "border-border border-b px-3 py-1 pl-9 last:border-b-0"
                  }
                >
                  {items.map((item) => (
                    <li key={item.id}>
                      <Checkbox checked={chosen.has(item.id)} onChange={(isChosen) => set([item.id], isChosen)}>
                        {item.name}
                      </Checkbox>
                    </li>
                  ))}
                </ul>
              </div>
            );
          })}
        </div>
      )}
      {error === undefined ? (
        value.length > 0 || filled.length === 0 ? null : (
          <p className="text-[12.5px]/[18px] text-text-3">
            Without a component every page of the organization tells of it, and no status changes.
          </p>
        )
      ) : (
        <p role="alert" data-status="major_outage" className="text-[12.5px]/[18px] text-status-fg">
          {error}
        </p>
      )}
    </fieldset>
  );
}
