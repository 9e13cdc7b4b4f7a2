import { isFiltering } from "../../../lib/is-filtering.ts";
import { FilterBar, filterSelectStyles } from "../../../ui/filter-bar.tsx";
import { Select } from "../../../ui/select.tsx";
import { type OrganizationFilter, organizationStates } from "../list-filter.ts";

export interface OrganizationFiltersProps {
  filter: OrganizationFilter;
  onChange: (filter: OrganizationFilter) => void;
}

const stateNames = {
  active: "Active",
  suspended: "Suspended",
  deleted: "Deleted",
} satisfies Record<(typeof organizationStates)[number], string>;

/** Search by name or address, and the state. */
export function OrganizationFilters({ filter, onChange }: OrganizationFiltersProps) {
  return (
    <FilterBar
      label="Filter organizations"
      searchLabel="Search names and addresses"
      placeholder="Search names and addresses"
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
          ...organizationStates.map((value) => ({ value, label: stateNames[value] })),
        ]}
        onChange={(value) => onChange({ ...filter, state: value === "all" ? undefined : value })}
      />
    </FilterBar>
  );
}
