import { wholeNumber } from "../../lib/format.ts";
import { type ComponentStatus, isAffected, severity } from "../../lib/status.ts";
import { strings } from "../../lib/strings.ts";
import type { Rule } from "./criteria.ts";
import { verdictReason } from "./criteria-match.ts";
import type { RegionState } from "./queries.ts";

/**
 * Why a rule decides now: "Matches now in Frankfurt and Dublin: answered with status 503". Null when no region's last
 * check matched it.
 * @param rule counted from 1, as the database does
 * @param rules all of them, as stored
 */
export function matchesNow(
  rule: number,
  states: readonly RegionState[],
  nameOf: (regionId: string) => string,
  rules: readonly Rule[],
): string | null {
  const matching = states.filter((state) => state.rule === rule && state.verdict !== "unknown");
  if (matching.length === 0) return null;
  const reasons = new Set(
    matching.map((state) => verdictReason(state, rules[rule - 1])).filter((text) => text !== null),
  );
  const where = strings.sentence.names(matching.map(({ region_id: id }) => nameOf(id)));
  return `Matches now in ${where}${reasons.size === 0 ? "" : `: ${[...reasons].join(", ")}`}`;
}

/** "Of 17,280 checks of the last 24 h these rules make 12 major outage and 17,268 operational." */
export function replayInWords(rows: readonly { status: ComponentStatus; checks: number }[]): string {
  const total = rows.reduce((sum, { checks }) => sum + checks, 0);
  if (total === 0) return "No checks in the last 24 h to test on.";
  const worstFirst = rows.toSorted((a, b) => severity(b.status) - severity(a.status));
  if (!rows.some(({ status }) => isAffected(status)))
    return `All ${wholeNumber(total)} checks of the last 24 h would have been operational.`;
  const parts = worstFirst.map(({ status, checks }) => `${wholeNumber(checks)} ${strings.statusInSentence[status]}`);
  return `Of ${wholeNumber(total)} checks of the last 24 h these rules make ${strings.sentence.names(parts)}.`;
}
