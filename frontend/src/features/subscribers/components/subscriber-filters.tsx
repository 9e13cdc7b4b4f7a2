import { channelNames } from "../../../lib/channels.ts";
import type { NotificationChannel } from "../../../lib/database.ts";
import { isFiltering } from "../../../lib/is-filtering.ts";
import { FilterBar, filterSelectStyles } from "../../../ui/filter-bar.tsx";
import { Select } from "../../../ui/select.tsx";
import type { SubscriberFilter } from "../list-filter.ts";
import { stateNames, subscriberStates } from "../words.ts";

export interface SubscriberFiltersProps {
  filter: SubscriberFilter;
  /** Channels in use. */
  channels: readonly NotificationChannel[];
  pages: readonly { id: string; title: string }[];
  /** Replaces the address; what is undefined leaves it. */
  onChange: (filter: SubscriberFilter) => void;
}

/** Search and filters; the server answers them. */
export function SubscriberFilters({ filter, channels, pages, onChange }: SubscriberFiltersProps) {
  return (
    <FilterBar
      label="Filter subscribers"
      searchLabel="Search addresses"
      placeholder="Search addresses"
      query={filter.q}
      onQuery={(q) => onChange({ ...filter, q })}
      isFiltering={isFiltering(filter)}
      onClear={() => onChange({})}
    >
      <Select
        aria-label="Channel"
        className={filterSelectStyles}
        value={filter.channel ?? "all"}
        options={[
          { value: "all", label: "Any channel" },
          ...channels.map((channel) => ({ value: channel, label: channelNames[channel] })),
        ]}
        onChange={(value) => onChange({ ...filter, channel: value === "all" ? undefined : value })}
      />
      <Select
        aria-label="State"
        className={filterSelectStyles}
        value={filter.failing === true ? "failing" : (filter.state ?? "all")}
        options={[
          { value: "all", label: "Any state" },
          ...subscriberStates.map((state) => ({ value: state, label: stateNames[state] })),
          { value: "failing", label: "Missed a message" },
        ]}
        onChange={(value) =>
          onChange({
            ...filter,
            state: value === "all" || value === "failing" ? undefined : value,
            failing: value === "failing" ? true : undefined,
          })
        }
      />
      {pages.length < 2 ? null : (
        <Select
          aria-label="Status page"
          className={filterSelectStyles}
          value={filter.page ?? "all"}
          options={[
            { value: "all", label: "Any page" },
            ...pages.map(({ id, title }) => ({ value: id, label: title })),
          ]}
          onChange={(value) => onChange({ ...filter, page: value === "all" ? undefined : value })}
        />
      )}
    </FilterBar>
  );
}
