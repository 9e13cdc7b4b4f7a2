import { isFiltering } from "../../../lib/is-filtering.ts";
import { statusOfImpact } from "../../../lib/notices.ts";
import { FilterBar, filterSelectStyles } from "../../../ui/filter-bar.tsx";
import { Select } from "../../../ui/select.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import type { IncidentFilter } from "../list-filter.ts";
import { impactNames, impacts } from "../words.ts";
import type { Person } from "./when-fields.tsx";

export interface IncidentFiltersProps {
  filter: IncidentFilter;
  components: readonly { id: string; name: string }[];
  people: readonly Person[];
  /** Replaces the address; what is undefined leaves it. */
  onChange: (filter: IncidentFilter) => void;
}

/** Search and filters; the server answers them. */
export function IncidentFilters({ filter, components, people, onChange }: IncidentFiltersProps) {
  return (
    <FilterBar
      label="Filter incidents"
      searchLabel="Search titles"
      placeholder="Search titles"
      query={filter.q}
      onQuery={(q) => onChange({ ...filter, q })}
      isFiltering={isFiltering(filter)}
      onClear={() => onChange({})}
    >
      <Select
        aria-label="State"
        className={filterSelectStyles}
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
        className={filterSelectStyles}
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
          className={filterSelectStyles}
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
          className={filterSelectStyles}
          value={filter.assignee ?? "all"}
          options={[
            { value: "all", label: "Any assignee" },
            ...people.map(({ userId, name }) => ({ value: userId, label: name })),
          ]}
          onChange={(value) => onChange({ ...filter, assignee: value === "all" ? undefined : value })}
        />
      )}
    </FilterBar>
  );
}
