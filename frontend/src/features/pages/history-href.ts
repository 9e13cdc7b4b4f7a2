import type { HistoryBody } from "./notice-bodies.ts";

/** Address of one month of the history, keeping the choice of a component unless another is given (null = all). */
export function historyHref(
  { page, component_id: chosen }: Pick<HistoryBody, "page" | "component_id">,
  month: string,
  componentId: string | null = chosen,
): string {
  const query = new URLSearchParams({ month, ...(componentId === null ? {} : { component: componentId }) });
  return `/status/${page.slug}/history?${query}`;
}
