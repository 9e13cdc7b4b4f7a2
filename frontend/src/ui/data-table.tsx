import type { ReactNode } from "react";
import { mobileQuery, useMedia } from "../lib/use-media.ts";

export interface Column<Item> {
  key: string;
  header: ReactNode;
  cell: (item: Item) => ReactNode;
  align?: "left" | "right";
  /** Where the cell goes in the two-line row of small screens; default "meta". */
  mobile?: "title" | "end" | "meta" | "none";
  /** Utility classes of the column's cells (widths). */
  className?: string;
}

export interface DataTableProps<Item> {
  /** Accessible name. */
  label: string;
  columns: readonly Column<Item>[];
  items: readonly Item[];
  keyOf: (item: Item) => string;
  /** Marks rows that need a look. */
  rowClassName?: (item: Item) => string;
}

/** A table; below 768 px each row becomes two lines: title and end, then the rest as meta. */
export function DataTable<Item>(props: DataTableProps<Item>) {
  const isMobile = useMedia(mobileQuery);
  return isMobile ? <Rows {...props} /> : <Grid {...props} />;
}

function Grid<Item>({ label, columns, items, keyOf, rowClassName }: DataTableProps<Item>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard
    <section className="overflow-x-auto" aria-label={label} tabIndex={0}>
      <table className="data-table" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ key, header, align, className = "" }) => (
              <th key={key} scope="col" className={`${align === "right" ? "text-right" : ""} ${className}`}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)} className={rowClassName?.(item)}>
              {columns.map(({ key, cell, align, className = "" }) => (
                <td key={key} className={`${align === "right" ? "text-right" : ""} ${className}`}>
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Rows<Item>({ label, columns, items, keyOf, rowClassName }: DataTableProps<Item>) {
  const place = (where: Column<Item>["mobile"]) => columns.filter(({ mobile = "meta" }) => mobile === where);
  return (
    <ul aria-label={label}>
      {items.map((item) => (
        <li
          key={keyOf(item)}
          className={`border-border border-t px-4 py-2.5 first:border-t-0 ${rowClassName?.(item) ?? ""}`}
        >
          <div className="flex min-h-6 items-center gap-3">
            <div className="min-w-0 flex-1 font-medium">
              {place("title").map(({ key, cell }) => (
                <div key={key}>{cell(item)}</div>
              ))}
            </div>
            {place("end").map(({ key, cell }) => (
              <div key={key}>{cell(item)}</div>
            ))}
          </div>
          <div className="mt-0.5 flex flex-wrap gap-x-3 text-[12.5px]/[18px] text-text-2">
            {place("meta").map(({ key, cell }) => (
              <span key={key}>{cell(item)}</span>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
