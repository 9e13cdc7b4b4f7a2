import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useNow } from "../../../lib/clock.ts";
import { age, percent, timeNear, wholeNumber } from "../../../lib/format.ts";
import { isAffected, severity } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { totals } from "../latency-series.ts";
import { observationQueries, type RegionState } from "../queries.ts";
import { isSilence, reasonHint, reasonText } from "../reasons.ts";

export interface NowCardProps {
  organizationId: string;
  componentId: string;
  states: readonly RegionState[];
  nameOf: (regionId: string) => string;
  /** What decides instead of the checks: "hand", "an incident"; null where they do. */
  decidedElsewhere: string | null;
  statusSince: string;
}

/** What is decided, by what, and how fresh it is. */
export function NowCard({ organizationId, componentId, states, nameOf, decidedElsewhere, statusSince }: NowCardProps) {
  const now = useNow();
  const { data: points } = useQuery(observationQueries.latency(organizationId, componentId, "6h"));
  const { checks, failures } = totals(points ?? []);
  const failing = states.filter(({ verdict }) => isAffected(verdict));
  const silent = states.filter(
    ({ reason, status }) => status === "unknown" && isSilence(reason) && reason !== "paused",
  );
  const isPaused = states.length > 0 && states.every(({ reason }) => reason === "paused");
  const lastAt = Math.max(0, ...states.map(({ last_checked_at: at }) => (at === null ? 0 : Date.parse(at))));
  // The worst verdict decides.
  const deciding = failing.toSorted(
    (a, b) => severity(b.verdict) - severity(a.verdict) || (a.rule ?? 99) - (b.rule ?? 99),
  )[0];
  const [firstSilent] = silent;
  return (
    <Card>
      <CardHeader title="Now" />
      <dl className="px-4 py-2">
        <Fact name="Success rate, 6&nbsp;h">
          {checks === 0 ? (
            <span className="text-text-3">no checks</span>
          ) : (
            <span
              data-status={failures === 0 ? undefined : "partial_outage"}
              className={failures === 0 ? "" : "font-semibold text-status-fg"}
            >
              {percent(100 * (1 - failures / checks))}
            </span>
          )}
        </Fact>
        {checks === 0 ? null : (
          <Fact name="Failed checks">
            {wholeNumber(failures)} of {wholeNumber(checks)}
          </Fact>
        )}
        <Fact name="Regions failing">
          {failing.length === 0
            ? "none"
            : strings.sentence.names([...new Set(failing.map(({ region_id: id }) => nameOf(id)))])}
        </Fact>
        <Fact name="Decided by">
          {decidedElsewhere !== null
            ? decidedElsewhere
            : deciding === undefined
              ? isPaused
                ? "nothing while paused"
                : "checks"
              : deciding.rule === null
                ? "a failed check"
                : `rule ${deciding.rule}`}
          , since {timeNear(statusSince, now, browserZone())}
        </Fact>
        <Fact name="Last check">{lastAt === 0 ? "none yet" : `${age(now - lastAt + 5_000)} ago`}</Fact>
        {firstSilent === undefined ? null : (
          <div className="mt-1 border-border border-t pt-2 pb-1 text-[13px]/5">
            <p className="font-medium">
              {nameOf(firstSilent.region_id)}: {reasonText(firstSilent.reason)}
            </p>
            <p className="text-text-2">{reasonHint(firstSilent.reason)}</p>
          </div>
        )}
      </dl>
    </Card>
  );
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
