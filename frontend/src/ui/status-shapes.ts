import type { ComponentStatus } from "../lib/status.ts";

export interface StatusShape {
  /** Path data on a 16-grid. */
  silhouette: string;
  /** Stroke drawn last, on top of the silhouette. */
  mark?: string;
  /** The silhouette is an outline, not a filled form. */
  isRing?: boolean;
}

/** Lucide's outlines, filled (circle-check, triangle-alert, diamond-minus, octagon-x, wrench, circle-dashed; ISC). */
export const statusShapes: Record<ComponentStatus, StatusShape> = {
  operational: { silhouette: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z", mark: "m5.1 8.2 2 2 3.8-4.1" },
  degraded_performance: {
    silhouette: "M6.85 1.75a1.32 1.32 0 0 1 2.3 0l6.05 10.7a1.35 1.35 0 0 1-1.17 2.05H1.97A1.35 1.35 0 0 1 .8 12.45z",
    mark: "M8 5.6v3.5m0 2.6v.01",
  },
  partial_outage: {
    silhouette:
      "M.95 6.95a1.5 1.5 0 0 0 0 2.1l6 6a1.5 1.5 0 0 0 2.1 0l6-6a1.5 1.5 0 0 0 0-2.1l-6-6a1.5 1.5 0 0 0-2.1 0z",
    mark: "M5.2 8h5.6",
  },
  major_outage: {
    silhouette:
      "M5.4 1h5.2a1.3 1.3 0 0 1 .92.38l3.1 3.1a1.3 1.3 0 0 1 .38.92v5.2a1.3 1.3 0 0 1-.38.92l-3.1 3.1a1.3 1.3 0 0 1-.92.38H5.4a1.3 1.3 0 0 1-.92-.38l-3.1-3.1A1.3 1.3 0 0 1 1 10.6V5.4a1.3 1.3 0 0 1 .38-.92l3.1-3.1A1.3 1.3 0 0 1 5.4 1z",
    mark: "m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6",
  },
  under_maintenance: {
    silhouette:
      "M9.8 4.2a.67.67 0 0 0 0 .93l1.07 1.07a.67.67 0 0 0 .93 0l2.07-2.07c.21-.21.58-.15.66.15a4 4 0 0 1-5.51 4.7l-5.27 5.27a.67.67 0 0 1-2-2l5.27-5.27a4 4 0 0 1 4.7-5.51c.3.08.36.44.15.66z",
  },
  unknown: { silhouette: "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8z", isRing: true },
};
