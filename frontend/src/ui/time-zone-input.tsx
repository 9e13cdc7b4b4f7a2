import { type ComponentProps, useId } from "react";
import { Input } from "./input.tsx";

const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];

/** Name of a time zone, with all of them to choose from: "Europe/Berlin". */
export function TimeZoneInput(props: Omit<ComponentProps<typeof Input>, "list">) {
  const listId = useId();
  return (
    <>
      <Input {...props} list={listId} autoComplete="off" spellCheck={false} />
      <datalist id={listId}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
