import { type ReactNode, useState } from "react";
import { timeNear } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Chip } from "../../../ui/chip.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import type { AttentionItem } from "../attention.ts";

export interface AttentionCardProps {
  items: readonly AttentionItem[];
  now: number;
  /** The one action of an item: a link that looks like a button. The worst item's is the primary one. */
  renderAction: (item: AttentionItem, isFirst: boolean) => ReactNode;
  /** When nothing needs anybody: how long that has been so, or "". */
  calm: string;
}

const shown = 6;

/** What needs somebody, each one sentence, age and one action. */
export function AttentionCard({ items, now, renderAction, calm }: AttentionCardProps) {
  const [isOpen, setOpen] = useState(false);
  // One more costs no more room than the button that hides it.
  const isLong = items.length > shown + 1;
  const visible = isLong && !isOpen ? items.slice(0, shown) : items;
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Needs attention" note={items.length === 0 ? undefined : <Chip>{items.length}</Chip>}>
        {items.length > 1 ? <span className="text-text-3 max-tablet:hidden">Sorted by customer impact</span> : null}
      </CardHeader>
      {items.length === 0 ? (
        <p className="flex items-center gap-2.5 px-4 py-4">
          <StatusGlyph status="operational" size={18} />
          <span>
            Nothing needs you. <span className="text-text-2">{calm}</span>
          </span>
        </p>
      ) : (
        <ul>
          {visible.map((item, index) => (
            <li
              key={item.key}
              data-status={item.status}
              className={`flex flex-wrap items-center gap-x-4 gap-y-2 border-border border-t px-4 py-2.5 first:border-t-0 ${index === 0 && item.status !== "unknown" ? "bg-[color-mix(in_oklab,var(--status-soft)_55%,var(--surface))]" : ""}`}
            >
              <StatusGlyph status={item.status} size={18} />
              <div className="min-w-0 flex-1 basis-64">
                <p className="font-semibold text-[14px]/5">{item.title}</p>
                <p className="text-[13px]/5 text-text-2">{item.detail}</p>
              </div>
              <div className="flex items-center gap-3.5 text-[13px]/5 text-text-2 max-tablet:w-full max-tablet:justify-between max-tablet:pl-8">
                <span className="whitespace-nowrap">since {timeNear(item.since, now, browserZone())}</span>
                {renderAction(item, index === 0)}
              </div>
            </li>
          ))}
        </ul>
      )}
      {isLong ? (
        <div className="border-border border-t bg-inset px-4 py-2">
          <Button size="small" variant="ghost" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? `Show the first ${shown}` : `Show ${items.length - shown} more`}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
