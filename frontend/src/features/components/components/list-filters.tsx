import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { ComponentKind } from "../../../lib/database.ts";
import { type ComponentStatus, legendOrder } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { Kbd } from "../../../ui/kbd.tsx";
import { Select } from "../../../ui/select.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { componentKindOrder, componentKinds } from "../kinds.ts";
import { type ComponentFilter, isFiltering } from "../list-model.ts";

export interface ListFiltersProps {
  filter: ComponentFilter;
  groups: readonly { id: string; name: string }[];
  /** Replaces the address; what is undefined leaves it. */
  onChange: (filter: ComponentFilter) => void;
}

const typedMs = 200;

export function ListFilters({ filter, groups, onChange }: ListFiltersProps) {
  const [text, setText] = useState(filter.q ?? "");
  const latest = useRef({ filter, onChange });
  useEffect(() => {
    latest.current = { filter, onChange };
  });
  // The address follows the typing a little later, so that each letter is not an entry of its own.
  useEffect(() => {
    const timer = setTimeout(() => {
      const { filter: now, onChange: change } = latest.current;
      if (text !== (now.q ?? "")) change({ ...now, q: text === "" ? undefined : text });
    }, typedMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <search className="flex flex-wrap items-center gap-2" aria-label="Filter components">
      <div className="relative w-full tablet:w-64">
        <Search
          size={15}
          strokeWidth={1.75}
          className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-text-3"
          aria-hidden="true"
        />
        <Input
          type="search"
          aria-label="Filter by name, group or target"
          placeholder="Filter"
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
        aria-label="Status"
        className="w-auto! min-w-36 max-tablet:min-w-0 max-tablet:flex-1"
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
        className="w-auto! min-w-32 max-tablet:min-w-0 max-tablet:flex-1"
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
          className="w-auto! min-w-32 max-tablet:min-w-0 max-tablet:flex-1"
          value={filter.group ?? "all"}
          options={[
            { value: "all", label: "Any group" },
            ...groups.map(({ id, name }) => ({ value: id, label: name })),
            { value: "none", label: "No group" },
          ]}
          onChange={(value) => onChange({ ...filter, group: value === "all" ? undefined : value })}
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

function statusOf(value: string): ComponentStatus | undefined {
  return legendOrder.find((status) => status === value);
}

function kindOf(value: string): ComponentKind | undefined {
  return componentKindOrder.find((kind) => kind === value);
}
