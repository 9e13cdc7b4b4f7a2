import type { ComponentKind } from "../../../lib/database.ts";
import { type ComponentStatus, legendOrder } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { FilterBar, filterSelectStyles } from "../../../ui/filter-bar.tsx";
import { Select } from "../../../ui/select.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { componentKindOrder, componentKinds } from "../kinds.ts";
import type { ComponentFilter } from "../list-filter.ts";
import { isFiltering } from "../list-model.ts";

export interface ComponentFiltersProps {
  filter: ComponentFilter;
  groups: readonly { id: string; name: string }[];
  /** Replaces the address; what is undefined leaves it. */
  onChange: (filter: ComponentFilter) => void;
}

export function ComponentFilters({ filter, groups, onChange }: ComponentFiltersProps) {
  return (
    <FilterBar
      label="Filter components"
      searchLabel="Filter by name, group or target"
      placeholder="Filter"
      query={filter.q}
      onQuery={(q) => onChange({ ...filter, q })}
      isFiltering={isFiltering(filter)}
      onClear={() => onChange({})}
    >
      <Select
        aria-label="Status"
        className={filterSelectStyles}
        value={filter.status ?? "all"}
        options={[
          { value: "all", label: "Any status" },
          ...legendOrder.map((status) => ({
            value: status,
            label: strings.status[status],
            icon: <StatusGlyph status={status} size={13} />,
          })),
        ]}
        onChange={(value) => onChange({ ...filter, status: statusOf(value) })}
      />
      <Select
        aria-label="Kind"
        className={filterSelectStyles}
        value={filter.kind ?? "all"}
        options={[
          { value: "all", label: "Any kind" },
          ...componentKindOrder.map((kind) => ({ value: kind, label: componentKinds[kind].label })),
        ]}
        onChange={(value) => onChange({ ...filter, kind: kindOf(value) })}
      />
      {groups.length === 0 ? null : (
        <Select
          aria-label="Group"
          className={filterSelectStyles}
          value={filter.group ?? "all"}
          options={[
            { value: "all", label: "Any group" },
            ...groups.map(({ id, name }) => ({ value: id, label: name })),
            { value: "none", label: "No group" },
          ]}
          onChange={(value) => onChange({ ...filter, group: value === "all" ? undefined : value })}
        />
      )}
    </FilterBar>
  );
}

function statusOf(value: string): ComponentStatus | undefined {
  return legendOrder.find((status) => status === value);
}

function kindOf(value: string): ComponentKind | undefined {
  return componentKindOrder.find((kind) => kind === value);
}
