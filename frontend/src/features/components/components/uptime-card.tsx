import { useQuery } from "@tanstack/react-query";
import { addDays, calendarDate, dayShort } from "../../../lib/calendar.ts";
import { dayFull, dayLong, duration, percent } from "../../../lib/format.ts";
import { statusOfDayCode } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Card } from "../../../ui/card.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { UptimeBars } from "../../../ui/uptime-bars.tsx";
import { type LedgerDays, ledgerDays, sharesOf } from "../ledger-days.ts";
import { detailDays, ledgerQueries } from "../queries.ts";

const ranges = [
  { days: 1, label: "Uptime, 24\u00a0h" },
  { days: 7, label: "7 days" },
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
] as const;

export interface UptimeCardProps {
  organizationId: string;
  componentId: string;
  name: string;
}

/** Uptime over four ranges and ninety days of bars. */
export function UptimeCard({ organizationId, componentId, name }: UptimeCardProps) {
  const uptime = useQuery(ledgerQueries.uptime(organizationId, componentId));
  const bars = useQuery(ledgerQueries.componentBars(organizationId, componentId));
  return (
    <Card>
      <QueryView query={uptime} skeleton={<Skeleton className="m-4 h-11" />}>
        {(rows) => (
          <dl className="grid grid-cols-2 tablet:grid-cols-4">
            {ranges.map(({ days, label }) => (
              <UptimeFigure
                key={days}
                label={label}
                value={rows.find((row) => row.range_days === days)?.uptime ?? null}
              />
            ))}
          </dl>
        )}
      </QueryView>
      <div className="min-h-[92px] border-border border-t px-4 pt-4 pb-3">
        <QueryView query={bars} skeleton={<Skeleton className="h-7" />}>
          {(rows) => <Bars name={name} days={ledgerDays(rows, calendarDate(Date.now(), browserZone()), detailDays)} />}
        </QueryView>
      </div>
    </Card>
  );
}

function UptimeFigure({ label, value }: { label: string; value: number | null }) {
  return (
    <div className="border-border px-4 py-3.5 not-first:border-l max-tablet:nth-3:border-l-0 max-tablet:nth-[n+3]:border-t">
      <dt className="text-[13px]/5 text-text-2">{label}</dt>
      <dd className="font-semibold text-[20px]/7">
        {value === null ? <span className="text-text-3">No data</span> : percent(value)}
      </dd>
    </div>
  );
}

function Bars({ name, days }: { name: string; days: LedgerDays }) {
  const count = days.statuses.length;
  const first = addDays(days.end, 1 - count);
  const dateAt = (index: number) => addDays(days.end, index - count + 1);
  return (
    <>
      <UptimeBars
        statuses={days.statuses}
        label={strings.bars.label(name, count)}
        summary={strings.bars.summary(name, count, null)}
        dayLabel={(index) => dayInWords(days, dateAt(index), index)}
        dayDetail={(index) => <DayCard days={days} date={dateAt(index)} index={index} />}
      />
      <div className="mt-2 flex justify-between text-[12.5px]/[18px] text-text-3" aria-hidden="true">
        <span>{dayShort(first)}</span>
        <span>{strings.columns.today}</span>
      </div>
    </>
  );
}

function dayInWords(days: LedgerDays, date: string, index: number): string {
  const status = statusOfDayCode(days.statuses.charAt(index));
  const worst = sharesOf(days.byDate.get(date)).find((share) => share.status === status);
  const time = worst === undefined || status === "operational" ? null : duration(worst.seconds);
  return strings.bars.day(dayLong(date), strings.statusInSentence[status], time);
}

function DayCard({ days, date, index }: { days: LedgerDays; date: string; index: number }) {
  const row = days.byDate.get(date);
  const shares = sharesOf(row);
  return (
    <>
      <div className="mb-1 flex justify-between gap-3 font-semibold text-[13px]">
        <span>{dayFull(date)}</span>
        <span>{row === undefined || row.uptime === null ? strings.row.noUptime : percent(row.uptime)}</span>
      </div>
      {shares.length === 0 ? <p className="text-[13px] text-text-2">{strings.bars.noRecord}</p> : null}
      {shares.map(({ status, seconds }) => (
        <div key={status} className="flex justify-between gap-3 py-0.5 text-[13px]">
          <StatusBadge status={status} />
          <span className="text-text-2">{duration(seconds)}</span>
        </div>
      ))}
      {index === days.statuses.length - 1 ? (
        <p className="mt-1 text-[12.5px] text-text-3">{strings.bars.soFar}</p>
      ) : null}
    </>
  );
}
