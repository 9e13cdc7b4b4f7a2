import { isFiltering } from "../../../lib/is-filtering.ts";
import { FilterBar } from "../../../ui/filter-bar.tsx";
import type { UserFilter } from "../list-filter.ts";

export interface UserFiltersProps {
  filter: UserFilter;
  onChange: (filter: UserFilter) => void;
}

/** Search by address or name; the server answers it. */
export function UserFilters({ filter, onChange }: UserFiltersProps) {
  return (
    <FilterBar
      label="Filter accounts"
      searchLabel="Search addresses and names"
      placeholder="Search addresses and names"
      query={filter.q}
      onQuery={(q) => onChange({ q })}
      isFiltering={isFiltering(filter)}
      onClear={() => onChange({})}
    >
      {null}
    </FilterBar>
  );
}
