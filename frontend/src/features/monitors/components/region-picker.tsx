import { Checkbox } from "../../../ui/checkbox.tsx";
import { ErrorNote } from "../../../ui/error-note.tsx";

/** A region as the form offers it. */
export interface RegionChoice {
  id: string;
  name: string;
  /** A probe there was heard of within the last minute and runs this kind. */
  isLive: boolean;
}

export interface RegionPickerProps {
  choices: readonly RegionChoice[];
  value: readonly string[];
  onChange: (ids: string[]) => void;
  error: string | undefined;
}

/** From where it is checked. A region where nobody can run this kind may be chosen, and says what follows. */
export function RegionPicker({ choices, value, onChange, error }: RegionPickerProps) {
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 font-medium text-[13px]/[18px]">Regions</legend>
      {choices.length === 0 ? <p className="text-[13px]/5 text-text-2">No region exists yet.</p> : null}
      {choices.map(({ id, name, isLive }) => (
        <Checkbox
          key={id}
          checked={value.includes(id)}
          onChange={(isChecked) => onChange(isChecked ? [...value, id] : value.filter((other) => other !== id))}
        >
          <span>
            {name}
            {isLive ? null : (
              <span className="ml-2 text-[12.5px] text-text-3">no live probe for this kind: no data</span>
            )}
          </span>
        </Checkbox>
      ))}
      <ErrorNote>{error}</ErrorNote>
    </fieldset>
  );
}
