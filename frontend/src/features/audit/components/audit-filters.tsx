import { isFiltering } from "../../../lib/is-filtering.ts";
import { FilterBar, filterSelectStyles } from "../../../ui/filter-bar.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import type { AuditFilter } from "../list-filter.ts";
import { objectNames } from "../words.ts";

export interface AuditFiltersProps {
  filter: AuditFilter;
  people: readonly { userId: string; name: string }[];
  /** Replaces the address; what is undefined leaves it. */
  onChange: (filter: AuditFilter) => void;
}

const objects = Object.entries(objectNames)
  .map(([value, label]) => ({ value, label }))
  .toSorted((a, b) => a.label.localeCompare(b.label));

/** Search and filters; the server answers them. */
export function AuditFilters({ filter, people, onChange }: AuditFiltersProps) {
  const day = (value: string) => (value === "" ? undefined : value);
  return (
    <FilterBar
      label="Filter the audit log"
      searchLabel="Search acts, objects and what changed"
      placeholder="Search"
      query={filter.q}
      onQuery={(q) => onChange({ ...filter, q })}
      isFiltering={isFiltering(filter)}
      onClear={() => onChange({})}
    >
      <Select
        aria-label="Object"
        className={filterSelectStyles}
        value={filter.object ?? "all"}
        options={[{ value: "all", label: "Any object" }, ...objects]}
        onChange={(value) => onChange({ ...filter, object: value === "all" ? undefined : value })}
      />
      {people.length < 2 ? null : (
        <Select
          aria-label="Person"
          className={filterSelectStyles}
          value={filter.person ?? "all"}
          options={[
            { value: "all", label: "Anybody" },
            ...people.map(({ userId, name }) => ({ value: userId, label: name })),
          ]}
          onChange={(value) => onChange({ ...filter, person: value === "all" ? undefined : value })}
        />
      )}
      {/* The two days stay side by side. */}
      <div className="flex gap-2 max-tablet:w-full">
        <Input
          type="date"
          aria-label="First day"
          className="w-40! max-tablet:min-w-0 max-tablet:flex-1"
          value={filter.from ?? ""}
          max={filter.until}
          onChange={(event) => onChange({ ...filter, from: day(event.target.value) })}
        />
        <Input
          type="date"
          aria-label="Last day"
          className="w-40! max-tablet:min-w-0 max-tablet:flex-1"
          value={filter.until ?? ""}
          min={filter.from}
          onChange={(event) => onChange({ ...filter, until: day(event.target.value) })}
        />
      </div>
    </FilterBar>
  );
}
