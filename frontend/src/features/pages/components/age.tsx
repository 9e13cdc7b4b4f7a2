import { useEffect } from "react";
import { elapsed } from "../../../lib/elapsed.ts";
import { age } from "../../../lib/format.ts";

export interface AgeProps {
  /** The instant that is told by its distance from now. */
  at: string;
  /** "3 min ago", "in 4 days"; or the bare length, "38 min". */
  form?: "ago" | "length";
  /** Stands before it once it is known. */
  prefix?: string;
  /** Read until a clock is there: without JavaScript, and in a copy that may be old. */
  children?: string;
  className?: string;
}

/**
 * A time relative to now. It is left to one timer of the page (`useAges`) to fill it in, so that it also counts in
 * parts of the page that React does not render in the browser.
 */
export function Age({ at, form = "ago", prefix = "", children, className }: AgeProps) {
  return (
    <span className={className} data-age={at} data-form={form} data-prefix={prefix}>
      {children}
    </span>
  );
}

/** Fills in every relative time of the document. */
export function fillAges(): void {
  const now = Date.now();
  for (const element of document.querySelectorAll<HTMLElement>("[data-age]")) {
    const { age: at = "", form, prefix = "" } = element.dataset;
    const text = prefix + ageInWords(now - Date.parse(at), form === "length");
    if (element.textContent !== text) element.textContent = text;
  }
}

function ageInWords(milliseconds: number, isLength: boolean): string {
  if (isLength) return elapsed(Math.max(60_000, milliseconds) / 1000);
  if (milliseconds >= 0) return `${age(milliseconds)} ago`;
  const days = Math.round(-milliseconds / 86_400_000);
  return days < 2 ? `in ${age(-milliseconds)}` : `in ${days} days`;
}

/** Keeps the relative times of the document counting. */
export function useAges(): void {
  useEffect(fillAges);
  useEffect(() => {
    const timer = setInterval(fillAges, 10_000);
    return () => clearInterval(timer);
  }, []);
}
