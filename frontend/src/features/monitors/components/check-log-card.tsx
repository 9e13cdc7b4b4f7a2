import { ArrowUp, Filter } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { Late, SkeletonRows } from "../../../ui/skeleton.tsx";
import type { Rule } from "../criteria.ts";
import { phases } from "../phases.ts";
import { LogTable } from "./log-table.tsx";
import { useLogStream } from "./use-log-stream.ts";

export interface CheckLogCardProps {
  organizationId: string;
  componentId: string;
  onlyFailed: boolean;
  onFilter: (onlyFailed: boolean) => void;
  nameOf: (regionId: string) => string;
  monitorNames: ReadonlyMap<string, string>;
  /** The criteria of each monitor, by its id: they say why a verdict is what it is. */
  rules: ReadonlyMap<string, readonly Rule[]>;
  /** No check runs: nothing new will come. */
  isPaused: boolean;
  /** Rows to show; the whole log with "load older" without it. */
  limit?: number;
  /** In place of "load older", where only the newest are shown. */
  more?: ReactNode;
  /** Why there is nothing yet, and what happens next. */
  emptyText: string;
}

/** The log as it grows. Whoever scrolls, points or tabs into it keeps what they are reading; new rows wait above. */
export function CheckLogCard(props: CheckLogCardProps) {
  // Another filter is another log.
  return <Log key={String(props.onlyFailed)} {...props} />;
}

function Log(props: CheckLogCardProps) {
  const { organizationId, componentId, onlyFailed, onFilter, nameOf, monitorNames, rules } = props;
  const { isPaused, limit, more, emptyText } = props;
  const feed = useLogStream(organizationId, componentId, onlyFailed);
  const { shown, held, isHeld, isComplete } = feed.stream;
  const top = useRef<HTMLDivElement>(null);
  const holds = useRef({ isPointing: false, isScrolled: false, isFocused: false });
  const { hold, release } = feed;
  const latest = useRef({ hold, release });
  useEffect(() => {
    latest.current = { hold, release };
  });

  function note(change: Partial<typeof holds.current>) {
    Object.assign(holds.current, change);
    const { isPointing, isScrolled, isFocused } = holds.current;
    if (isPointing || isScrolled || isFocused) latest.current.hold();
    else latest.current.release();
  }

  useEffect(() => {
    const { current } = top;
    if (current === null || limit !== undefined) return;
    // The head of the log is out of sight: somebody reads further down.
    const observer = new IntersectionObserver(([entry]) => {
      const { current: state } = holds;
      state.isScrolled = entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top < 0;
      if (state.isPointing || state.isScrolled || state.isFocused) latest.current.hold();
      else latest.current.release();
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [limit]);

  const rows = limit === undefined ? shown : shown.slice(0, limit);
  return (
    <Card>
      <div ref={top}>
        <CardHeader
          title="Check log"
          note={
            <span className="inline-flex items-center gap-2">
              <span className="freshness-dot" data-held={isHeld || isPaused || undefined} aria-hidden="true" />
              {isPaused ? "paused" : isHeld ? "held while you read" : "streaming"}
            </span>
          }
        >
          <Legend />
          <Button
            size="small"
            className="aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
            aria-pressed={onlyFailed}
            onClick={() => onFilter(!onlyFailed)}
          >
            <Filter size={15} strokeWidth={1.75} aria-hidden="true" />
            Failed only
          </Button>
        </CardHeader>
      </div>
      <div className="sticky top-14 z-10 h-0 text-center">
        {held.length === 0 ? null : (
          <button
            type="button"
            onClick={() => {
              release();
              if (limit === undefined) top.current?.scrollIntoView({ block: "nearest" });
            }}
            className="float-in mt-1 inline-flex h-8 cursor-pointer items-center gap-1.5 rounded-full bg-accent px-3 font-medium text-[12.5px] text-on-accent shadow-float hover:bg-accent-hover"
          >
            <ArrowUp size={14} strokeWidth={2} aria-hidden="true" />
            {held.length} new
          </button>
        )}
      </div>
      {feed.error !== null ? (
        <ErrorState error={feed.error} onRetry={feed.retry} isRetrying={feed.isRetrying} />
      ) : feed.isLoading ? (
        <Late>
          <SkeletonRows count={limit ?? 10} className="h-[38px]" />
        </Late>
      ) : rows.length === 0 ? (
        <EmptyState
          title={onlyFailed ? "No failed checks" : "No results yet"}
          text={onlyFailed ? "No check in the log has failed. Older results are kept for seven days." : emptyText}
        />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: pointing at the rows only stops them from moving away
        <div
          className="overflow-x-auto"
          onPointerEnter={(event) => event.pointerType === "mouse" && note({ isPointing: true })}
          onPointerLeave={() => note({ isPointing: false })}
          onFocus={() => note({ isFocused: true })}
          onBlur={(event) => note({ isFocused: event.currentTarget.contains(event.relatedTarget) })}
        >
          <LogTable results={rows} nameOf={nameOf} monitorNames={monitorNames} rules={rules} />
        </div>
      )}
      {limit !== undefined ? (
        <div className="border-border border-t px-2 py-1.5">{more}</div>
      ) : rows.length > 0 && !isComplete ? (
        <div className="border-border border-t px-4 py-2.5">
          {feed.olderError === null ? (
            <Button size="small" onClick={feed.loadOlder} isBusy={feed.isLoadingOlder}>
              Load older
            </Button>
          ) : (
            <ErrorState
              className=""
              error={feed.olderError}
              onRetry={feed.loadOlder}
              isRetrying={feed.isLoadingOlder}
            />
          )}
        </div>
      ) : null}
    </Card>
  );
}

function Legend() {
  return (
    <ul className="mr-2 hidden gap-4 text-[12.5px]/[18px] text-text-2 split:flex" aria-label="Phases of a check">
      {phases.map(({ key, label, hue }) => (
        <li key={key} className="flex items-center gap-2">
          <span className="size-2 rounded-[2px]" style={{ background: hue }} aria-hidden="true" />
          {label}
        </li>
      ))}
    </ul>
  );
}
