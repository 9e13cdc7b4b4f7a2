import type { ComponentStatus } from "../../lib/status.ts";
import { statusShapes } from "../../ui/status-shapes.ts";

/** Solid and mark of the light theme: a tab strip's colour is unknown, and these stand on either. */
const colours = {
  operational: ["#028665", "#ffffff"],
  degraded_performance: ["#f8cc43", "#0b1418"],
  partial_outage: ["#f5862e", "#0b1418"],
  major_outage: ["#d01f2c", "#ffffff"],
  under_maintenance: ["#2171cc", "#ffffff"],
  unknown: ["#80878d", "#0b1418"],
} satisfies Record<ComponentStatus, readonly [string, string]>;

/** The overall state's glyph as a data address. */
export function faviconUrl(status: ComponentStatus): string {
  const { silhouette, mark, isRing } = statusShapes[status];
  const [solid, on] = colours[status];
  const body = isRing
    ? `<path fill="none" stroke="${solid}" stroke-width="2" stroke-dasharray="2.5 2.37" d="${silhouette}"/>`
    : `<path fill="${solid}" d="${silhouette}"/>`;
  const drawing =
    mark === undefined
      ? ""
      : `<path fill="none" stroke="${on}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" d="${mark}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${body}${drawing}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
