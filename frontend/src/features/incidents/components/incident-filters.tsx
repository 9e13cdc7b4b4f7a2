import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { Kbd } from "../../../ui/kbd.tsx";
import { Select } from "../../../ui/select.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { type IncidentFilter, isFiltering } from "../list-filter.ts";
import { impactNames, impacts, statusOfImpact } from "../words.ts";
import type { Person } from "./when-fields.tsx";

export interface IncidentFiltersProps {
  filter: IncidentFilter;
  components: readonly { id: string; name: string }[];
  people: readonly Person[];
  /** Replaces the address; what is undefined leaves it. */
  onChange: (filter: IncidentFilter) => void;
}

const typedMs = 250;
const selectStyles =
  "w-auto! min-w-32 max-w-52 max-tablet:min-w-0 max-tablet:max-w-none max-tablet:flex-1 max-tablet:basis-[40%]";

/** Search and filters; the server answers them. */
export function IncidentFilters({ filter, components, people, onChange }: IncidentFiltersProps) {
  const [text, setText] = useState(filter.q ?? "");
  const latest = useRef({ filter, onChange });
  useEffect(() => {
    latest.current = { filter, onChange };
  });
  useEffect(() => {
    const timer = setTimeout(() => {
      const { filter: now, onChange: change } = latest.current;
      if (text.trim() !== (now.q ?? "")) change({ ...now, q: text.trim() === "" ? undefined : text.trim() });
    }, typedMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <search className="flex flex-wrap items-center gap-2" aria-label="Filter incidents">
      <div className="relative w-full tablet:w-64">
        <Search
          size={15}
          strokeWidth={1.75}
          className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-text-3"
          aria-hidden="true"
        />
        <Input
          type="search"
          aria-label="Search titles"
          placeholder="Search titles"
          data-filter=""
          className="pr-9 pl-8"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span
          className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 max-tablet:hidden"
          aria-hidden="true"
        >
          <Kbd>/</Kbd>
        </span>
      </div>
      <Select
        aria-label="State"
        className={selectStyles}
        value={filter.state ?? "all"}
        options={[
          { value: "all", label: "Any state" },
          { value: "open", label: "Open" },
          { value: "resolved", label: "Resolved" },
        ]}
        onChange={(value) => onChange({ ...filter, state: value === "all" ? undefined : value })}
      />
      <Select
        aria-label="Impact"
        className={selectStyles}
        value={filter.impact ?? "all"}
        options={[
          { value: "all", label: "Any impact" },
          ...impacts.map((impact) => ({
            value: impact,
            label: impactNames[impact],
            icon: <StatusGlyph status={statusOfImpact[impact]} size={13} />,
          })),
        ]}
        onChange={(value) => onChange({ ...filter, impact: value === "all" ? undefined : value })}
      />
      {components.length === 0 ? null : (
        <Select
          aria-label="Component"
          className={selectStyles}
          value={filter.component ?? "all"}
          options={[
            { value: "all", label: "Any component" },
            ...components.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(value) => onChange({ ...filter, component: value === "all" ? undefined : value })}
        />
      )}
      {people.length < 2 ? null : (
        <Select
          aria-label="Assignee"
          className={selectStyles}
          value={filter.assignee ?? "all"}
          options={[
            { value: "all", label: "Any assignee" },
            ...people.map(({ userId, name }) => ({ value: userId, label: name })),
          ]}
          onChange={(value) => onChange({ ...filter, assignee: value === "all" ? undefined : value })}
        />
      )}
      {isFiltering(filter) ? (
        <Button
          variant="ghost"
          onClick={() => {
            setText("");
            onChange({});
          }}
        >
          <X size={15} strokeWidth={1.75} aria-hidden="true" />
          Clear
        </Button>
      ) : null}
    </search>
  );
}
