import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { channelName } from "../../../lib/channels.ts";
import type { NotificationChannel } from "../../../lib/database.ts";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { Kbd } from "../../../ui/kbd.tsx";
import { Select } from "../../../ui/select.tsx";
import { isFiltering, type SubscriberFilter } from "../list-filter.ts";
import { stateNames, subscriberStates } from "../words.ts";

export interface SubscriberFiltersProps {
  filter: SubscriberFilter;
  /** Channels in use. */
  channels: readonly NotificationChannel[];
  pages: readonly { id: string; title: string }[];
  /** Replaces the address; what is undefined leaves it. */
  onChange: (filter: SubscriberFilter) => void;
}

const typedMs = 250;
const selectStyles =
  "w-auto! min-w-32 max-w-52 max-tablet:min-w-0 max-tablet:max-w-none max-tablet:flex-1 max-tablet:basis-[40%]";

/** Search and filters; the server answers them. */
export function SubscriberFilters({ filter, channels, pages, onChange }: SubscriberFiltersProps) {
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
    <search className="flex flex-wrap items-center gap-2" aria-label="Filter subscribers">
      <div className="relative w-full tablet:w-64">
        <Search
          size={15}
          strokeWidth={1.75}
          className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-text-3"
          aria-hidden="true"
        />
        <Input
          type="search"
          aria-label="Search addresses"
          placeholder="Search addresses"
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
        aria-label="Channel"
        className={selectStyles}
        value={filter.channel ?? "all"}
        options={[
          { value: "all", label: "Any channel" },
          ...channels.map((channel) => ({ value: channel, label: channelName(channel) })),
        ]}
        onChange={(value) => onChange({ ...filter, channel: value === "all" ? undefined : value })}
      />
      <Select
        aria-label="State"
        className={selectStyles}
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
          className={selectStyles}
          value={filter.page ?? "all"}
          options={[
            { value: "all", label: "Any page" },
            ...pages.map(({ id, title }) => ({ value: id, label: title })),
          ]}
          onChange={(value) => onChange({ ...filter, page: value === "all" ? undefined : value })}
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
