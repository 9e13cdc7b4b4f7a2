import { type KeyboardEvent, memo, type PointerEvent, type ReactNode, useRef, useState } from "react";
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
export function UptimeBars({ statuses, label, summary, dayLabel, dayDetail }: UptimeBarsProps) {
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

  const drawing = <BarsDrawing statuses={statuses} />;
  if (!isInteractive) {
    return (
      <div className="bars" ref={strip} role="img" aria-label={summary}>
        {drawing}
      </div>
    );
  }
  const index = selection?.index ?? last;
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
        onBlur={() => setSelection(null)}
        onKeyDown={onKeyDown}
      >
        {drawing}
      </div>
      {selection === null ? null : (
        <>
          <span className="bars-marker" style={{ left: `${dayCentre(selection.index, count) * 100}%` }} />
          {/* The slider's value says the same in words. */}
          <div className="bars-card" aria-hidden="true" style={{ left: selection.cardLeft, width: cardWidth }}>
            <span className="bars-notch" style={{ left: selection.notchLeft }} />
            {dayDetail(selection.index)}
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
