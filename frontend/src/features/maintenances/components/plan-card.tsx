import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import type { Span } from "../conflicts.ts";
import { windowText } from "../words.ts";

export interface PlanCardProps {
  /** The next windows that saving would plan. */
  spans: readonly Span[];
  repeats: boolean;
  timeZone: string;
}

/** What saving would plan, by the same expansion that plans it. */
export function PlanCard({ spans, repeats, timeZone }: PlanCardProps) {
  const title = repeats ? "Next windows" : "Window";
  return (
    <Card>
      <CardHeader title={title} />
      <div className="grid gap-3 px-4 py-3.5 text-[13px]/5">
        {spans.length === 0 ? (
          <p className="text-text-2">
            {repeats ? "This plans no window: the rule yields no day ahead." : "Choose a start and an end."}
          </p>
        ) : (
          <ol className="grid gap-1.5" aria-label={title}>
            {spans.map((span) => (
              <li key={span.from}>{windowText(span.from, span.until, timeZone)}</li>
            ))}
          </ol>
        )}
        {repeats && spans.length > 0 ? (
          <p className="text-text-3">Windows are planned half a year ahead, and on from there.</p>
        ) : null}
      </div>
    </Card>
  );
}
