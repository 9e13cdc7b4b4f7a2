import {
  type FocusEvent,
  type HTMLAttributes,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from "react";

/** Days, both included. */
export interface DayRange {
  readonly from: string;
  readonly until: string;
}

export interface DayGridOptions {
  /** The days marked for a new window. */
  selection: DayRange;
  onSelect: (range: DayRange) => void;
  /** Plans a window on these days; absent where the role may not. */
  onPlan: ((range: DayRange) => void) | undefined;
  /** Where a key leads from a day. */
  targets: Readonly<Record<string, (day: string) => string>>;
  isShown: (date: string) => boolean;
  /** Shows the days around one that is not shown. */
  onShow: (date: string) => void;
  /** The day that Tab reaches while the marked one is not shown. */
  firstDay: string;
  /** ISO date of today. */
  today: string;
}

export interface DayGrid {
  grid: RefObject<HTMLTableElement | null>;
  onKeyDown: (event: KeyboardEvent) => void;
  cellProps: (date: string) => HTMLAttributes<HTMLTableCellElement> & { "data-date": string };
}

/** Days as cells of a grid, one of them in the tab order: keys move, with Shift they mark; dragging marks and plans. */
export function useDayGrid(options: DayGridOptions): DayGrid {
  const { selection, onSelect, onPlan, targets, isShown, onShow, firstDay, today } = options;
  // Where marking began, and where it is now.
  const [anchor, setAnchor] = useState(selection.from);
  const [day, setDay] = useState(selection.until);
  const isDragging = useRef(false);
  const grid = useRef<HTMLTableElement>(null);
  const wantsFocus = useRef(false);

  useEffect(() => {
    if (!wantsFocus.current) return;
    // A day that was not shown comes with a later render, after the address.
    const cell = grid.current?.querySelector<HTMLElement>(`[data-date="${day}"]`) ?? null;
    if (cell === null) return;
    wantsFocus.current = false;
    cell.focus();
  });

  function mark(next: string, from: string) {
    setDay(next);
    setAnchor(from);
    onSelect(rangeOf(from, next));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = targets[event.key]?.(day);
    if (target !== undefined) {
      event.preventDefault();
      wantsFocus.current = true;
      mark(target, event.shiftKey ? anchor : target);
      if (!isShown(target)) onShow(target);
    } else if (event.key === "Enter" && event.target instanceof HTMLTableCellElement) {
      event.preventDefault();
      onPlan?.(selection);
    }
  }

  function onPointerDown(event: PointerEvent, date: string) {
    const isOnLink = event.target instanceof Element && event.target.closest("a") !== null;
    if (event.button !== 0 || event.pointerType === "touch" || isOnLink) return;
    isDragging.current = true;
    mark(date, date);
    const end = () => {
      isDragging.current = false;
      window.removeEventListener("pointerup", finish);
      window.removeEventListener("pointercancel", end);
    };
    const finish = (up: globalThis.PointerEvent) => {
      end();
      const over =
        up.target instanceof Element ? up.target.closest<HTMLElement>("[data-date]")?.dataset["date"] : undefined;
      if (over !== undefined && over !== date) onPlan?.(rangeOf(date, over));
    };
    window.addEventListener("pointerup", finish);
    window.addEventListener("pointercancel", end);
  }

  const cellProps: DayGrid["cellProps"] = (date) => {
    const isMarked = date >= selection.from && date <= selection.until;
    return {
      role: "gridcell",
      "data-date": date,
      tabIndex: date === (isShown(day) ? day : firstDay) ? 0 : -1,
      "aria-selected": isMarked,
      "aria-current": date === today ? "date" : undefined,
      onFocus: (event: FocusEvent) => {
        if (event.target === event.currentTarget && !isMarked) mark(date, date);
      },
      onPointerDown: (event) => onPointerDown(event, date),
      onPointerEnter: () => {
        if (isDragging.current) mark(date, anchor);
      },
      onDoubleClick: () => onPlan?.({ from: date, until: date }),
    };
  };

  return { grid, onKeyDown, cellProps };
}

function rangeOf(a: string, b: string): DayRange {
  return a < b ? { from: a, until: b } : { from: b, until: a };
}
