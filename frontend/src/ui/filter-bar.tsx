import { useRouter } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { Input } from "./input.tsx";
import { Kbd } from "./kbd.tsx";

export interface FilterBarProps {
  /** "Filter incidents" */
  label: string;
  /** Names the search field for screen readers. */
  searchLabel: string;
  placeholder: string;
  /** What the address searches for. */
  query: string | undefined;
  /** Gets what was typed, trimmed, once the typing pauses; undefined when nothing is left of it. */
  onQuery: (query: string | undefined) => void;
  isFiltering: boolean;
  onClear: () => void;
  /** Further filters. */
  children: React.ReactNode;
}

/** The address follows the typing a little later, so that each letter is not a request of its own. */
const typedMs = 250;

/** Of a `Select` in the bar. */
export const filterSelectStyles =
  "w-auto! min-w-32 max-w-52 max-tablet:min-w-0 max-tablet:max-w-none max-tablet:flex-1 max-tablet:basis-[40%]";

/** Search and filters of a list; `/` jumps to the field. */
export function FilterBar(props: FilterBarProps) {
  const { label, searchLabel, placeholder, query = "", isFiltering, onClear, children } = props;
  const router = useRouter();
  const [text, setText] = useState(query);
  const latest = useRef({ query, onQuery: props.onQuery });
  const typedAt = useRef("");
  useEffect(() => {
    latest.current = { query, onQuery: props.onQuery };
  });
  useEffect(() => {
    const timer = setTimeout(() => {
      const typed = text.trim();
      // Not if a row was opened meanwhile: the list is left then.
      if (typed === latest.current.query || router.latestLocation.pathname !== typedAt.current) return;
      latest.current.onQuery(typed === "" ? undefined : typed);
    }, typedMs);
    return () => clearTimeout(timer);
  }, [text, router]);
  return (
    <search className="flex flex-wrap items-center gap-2" aria-label={label}>
      <div className="relative w-full tablet:w-64">
        <Search
          size={15}
          strokeWidth={1.75}
          className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-text-3"
          aria-hidden="true"
        />
        <Input
          type="search"
          aria-label={searchLabel}
          placeholder={placeholder}
          data-filter=""
          className="pr-9 pl-8"
          value={text}
          onChange={(event) => {
            typedAt.current = router.latestLocation.pathname;
            setText(event.target.value);
          }}
        />
        <span
          className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 max-tablet:hidden"
          aria-hidden="true"
        >
          <Kbd>/</Kbd>
        </span>
      </div>
      {children}
      {isFiltering ? (
        <Button
          variant="ghost"
          onClick={() => {
            setText("");
            onClear();
          }}
        >
          <X size={15} strokeWidth={1.75} aria-hidden="true" />
          Clear
        </Button>
      ) : null}
    </search>
  );
}
