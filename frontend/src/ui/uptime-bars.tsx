import { type FocusEvent, type KeyboardEvent, memo, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { barPaths, barsHeight, barsWidth, barWidth, dayAt, dayCentre } from "./bar-geometry.ts";
import { useHydrated } from "./use-hydrated.ts";

export interface UptimeBarsProps {
  /** One letter a day, oldest first (o d p m w u). */
  statuses: string;
  /** Accessible name of the strip. */
  label: string;
  /** What a screen reader hears where the strip is only a picture (before or without JavaScript). */
  summary: string;
  /** One day in words: "1 October: major outage, 42 min". */
  dayLabel: (index: number) => string;
  /** The detail card of one day. */
  dayDetail: (index: number) => ReactNode;
  /** What can be followed from one day, below its detail; null where there is nothing. */
  dayLinks?: (index: number) => ReactNode;
}

interface Selection {
  index: number;
  /** A pinned day stays when the pointer leaves. */
  isPinned: boolean;
  /** Where the detail card stands, in CSS pixels from the strip's left edge. */
  cardLeft: number;
  notchLeft: number;
}

const cardWidth = 292;
const cardMargin = 12;

/**
 * A strip of daily bars with one focus stop. Arrows move by day, Home and End jump, Escape closes; hovering shows a day,
 * a tap or click pins it. It is a slider to assistive technology: one value among ordered days, told in words.
 */
export function UptimeBars({ statuses, label, summary, dayLabel, dayDetail, dayLinks }: UptimeBarsProps) {
  const strip = useRef<HTMLDivElement>(null);
  const [selection, setSelection] = useState<Selection | null>(null);
  const isInteractive = useHydrated();
  const count = statuses.length;
  const last = count - 1;

  function select(index: number, isPinned: boolean) {
    const box = strip.current?.getBoundingClientRect();
    if (box === undefined) return;
    const centre = dayCentre(index, count) * box.width;
    const wanted = centre - cardWidth / 2;
    const least = cardMargin - box.left;
    const most = document.documentElement.clientWidth - cardMargin - cardWidth - box.left;
    const cardLeft = Math.round(Math.max(least, Math.min(wanted, Math.max(-16, box.width - cardWidth + 16), most)));
    setSelection({ index, isPinned, cardLeft, notchLeft: Math.round(centre - cardLeft) });
  }

  function indexUnder(event: PointerEvent): number {
    const box = event.currentTarget.getBoundingClientRect();
    return dayAt(event.clientX - box.left, box.width, count);
  }

  function onPointerMove(event: PointerEvent) {
    const isDragging = event.pointerType !== "mouse" && event.buttons > 0;
    if (selection?.isPinned === true && !isDragging) return;
    const index = indexUnder(event);
    if (index !== selection?.index) select(index, isDragging);
  }

  function onPointerDown(event: PointerEvent) {
    const index = indexUnder(event);
    const isSame = selection?.isPinned === true && selection.index === index;
    if (isSame) setSelection(null);
    else select(index, true);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") {
      setSelection(null);
      return;
    }
    const index = indexForKey(event.key, selection?.index ?? last, last);
    if (index === null) return;
    event.preventDefault();
    select(index, true);
  }

  function onLinksKeyDown(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    strip.current?.querySelector<HTMLElement>("[role=slider]")?.focus();
    setSelection(null);
  }

  /** Focus may go on from the strip to the links of the day it shows. */
  function onBlur(event: FocusEvent) {
    const next = event.relatedTarget;
    if (!(next instanceof Node) || strip.current?.contains(next) !== true) setSelection(null);
  }

  const drawing = <BarsDrawing statuses={statuses} />;
  if (!isInteractive) {
    return (
      <div className="bars" ref={strip} role="img" aria-label={summary}>
        {drawing}
      </div>
    );
  }
  const index = selection?.index ?? last;
  const links = selection === null ? null : (dayLinks?.(selection.index) ?? null);
  const isReachable = links !== null && selection?.isPinned === true;
  return (
    <div className="bars" ref={strip}>
      <div
        className="bars-strip"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={index}
        aria-valuetext={dayLabel(index)}
        onPointerMove={onPointerMove}
        onPointerDown={onPointerDown}
        onPointerLeave={() => setSelection((held) => (held?.isPinned === true ? held : null))}
        onFocus={(event) => {
          if (event.currentTarget.matches(":focus-visible")) select(last, true);
        }}
        onBlur={onBlur}
        onKeyDown={onKeyDown}
      >
        {drawing}
      </div>
      {selection === null ? null : (
        <>
          <span className="bars-marker" style={{ left: `${dayCentre(selection.index, count) * 100}%` }} />
          {/* biome-ignore lint/a11y/noStaticElementInteractions: only keeps a press on its links from taking the focus away */}
          <div
            className={isReachable ? "bars-card has-links" : "bars-card"}
            style={{ left: selection.cardLeft, width: cardWidth }}
            onMouseDown={(event) => event.preventDefault()}
          >
            <span className="bars-notch" aria-hidden="true" style={{ left: selection.notchLeft }} />
            {/* The slider's value says the same in words. */}
            <div aria-hidden="true">{dayDetail(selection.index)}</div>
            {links === null ? null : (
              // biome-ignore lint/a11y/noStaticElementInteractions: hears of Escape and of focus leaving its links
              <div onBlur={onBlur} onKeyDown={onLinksKeyDown}>
                {links}
              </div>
            )}
          </div>
        </>
      )}
    </div>
  );
}

function indexForKey(key: string, index: number, last: number): number | null {
  if (key === "ArrowLeft" || key === "ArrowDown") return Math.max(0, index - 1);
  if (key === "ArrowRight" || key === "ArrowUp") return Math.min(last, index + 1);
  if (key === "PageDown") return Math.max(0, index - 7);
  if (key === "PageUp") return Math.min(last, index + 7);
  if (key === "Home") return 0;
  if (key === "End") return last;
  return null;
}

const BarsDrawing = memo(function BarsDrawing({ statuses }: { statuses: string }) {
  return (
    <svg
      className="bars-drawing"
      viewBox={`0 0 ${barsWidth(statuses.length)} ${barsHeight}`}
      preserveAspectRatio="none"
      strokeWidth={barWidth}
      aria-hidden="true"
    >
      {barPaths(statuses).map(({ status, path }) => (
        <path key={status} data-status={status} d={path} />
      ))}
    </svg>
  );
});
