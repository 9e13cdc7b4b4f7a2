/** Focuses the filter of the screen in sight (`data-filter`). @returns whether there is one */
export function focusFilter(): boolean {
  const filter = document.querySelector<HTMLElement>("main [data-filter]");
  filter?.focus();
  return filter !== null;
}

/** Moves the focus along the links or buttons that open rows (`data-row`); Enter then opens. */
export function moveRowFocus(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")].filter(
    (row) => row.offsetParent !== null,
  );
  const at = rows.findIndex((row) => Object.is(row, document.activeElement));
  const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step));
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: "nearest" });
}
