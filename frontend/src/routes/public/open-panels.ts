/** Disclosures that float over the page close like any popover: by Escape, giving focus back, and by a press outside. */
export function closeOnEscape(): void {
  const openPanel = () =>
    document.querySelector<HTMLDetailsElement>("details:is(.about, .page-menu, .filter-menu)[open]");
  document.addEventListener("keydown", (event) => {
    const panel = openPanel();
    if (event.key !== "Escape" || panel === null) return;
    const hadFocus = panel.contains(document.activeElement);
    panel.open = false;
    if (hadFocus) panel.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    const panel = openPanel();
    if (panel !== null && event.target instanceof Node && !panel.contains(event.target)) panel.open = false;
  });
}
