import { type ComponentStatus, isAffected, severity } from "../../lib/status.ts";

/** One row of `region_overview`, as far as the matrix shows it. */
export interface RegionResult {
  component_id: string;
  region_id: string;
  status: ComponentStatus;
  latency_ms: number | null;
  /** p95 of its component in this region over the last five minutes. */
  p95_ms: number | null;
  status_code: number | null;
  reason: string | null;
}

/** What a region says of a component: of several monitors the worst. */
export interface MatrixCell {
  status: ComponentStatus;
  /** p95 of the last five minutes; null where the last check had no time to tell. */
  latencyMs: number | null;
  /** In words, for bad cells. */
  reason: string | null;
  statusCode: number | null;
}

export interface MatrixRow<Component> {
  component: Component;
  /** By region id; missing = not checked from there. */
  cells: ReadonlyMap<string, MatrixCell>;
}

export interface Matrix<Component> {
  regionIds: string[];
  rows: MatrixRow<Component>[];
}

/** Components that are checked, worst first, against the regions that check anything, by name. */
export function regionMatrix<Component extends { id: string; name: string; status: ComponentStatus }>(
  components: readonly Component[],
  results: readonly RegionResult[],
  regionNames: ReadonlyMap<string, string>,
): Matrix<Component> {
  const nameOf = (id: string) => regionNames.get(id) ?? id;
  const regionIds = [...new Set(results.map(({ region_id }) => region_id))].toSorted((a, b) =>
    nameOf(a).localeCompare(nameOf(b)),
  );
  const rows = components
    .flatMap((component): MatrixRow<Component>[] => {
      const cells = new Map<string, MatrixCell>();
      for (const result of results.filter(({ component_id }) => component_id === component.id)) {
        const known = cells.get(result.region_id);
        if (known === undefined || severity(result.status) > severity(known.status))
          cells.set(result.region_id, cellOf(result));
      }
      return cells.size === 0 ? [] : [{ component, cells }];
    })
    .toSorted(
      (a, b) =>
        severity(b.component.status) - severity(a.component.status) || a.component.name.localeCompare(b.component.name),
    );
  return { regionIds, rows };
}

function cellOf({ status, latency_ms, p95_ms, status_code, reason }: RegionResult): MatrixCell {
  return { status, latencyMs: latency_ms === null ? null : p95_ms, statusCode: status_code, reason };
}

/** Cells that small screens list: where something is wrong. */
export function badCells<Component>(matrix: Matrix<Component>) {
  return matrix.rows.flatMap(({ component, cells }) =>
    matrix.regionIds.flatMap((regionId) => {
      const cell = cells.get(regionId);
      return cell === undefined || !isAffected(cell.status) ? [] : [{ component, regionId, cell }];
    }),
  );
}

/** Regions that say nothing of some components: one line each is enough. */
export function darkRegions<Component>(matrix: Matrix<Component>): { regionId: string; count: number }[] {
  return matrix.regionIds.flatMap((regionId) => {
    const count = matrix.rows.filter(({ cells }) => cells.get(regionId)?.status === "unknown").length;
    return count === 0 ? [] : [{ regionId, count }];
  });
}
