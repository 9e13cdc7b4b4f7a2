import { Megaphone } from "lucide-react";
import { strings } from "../../../lib/strings.ts";
import { Card } from "../../../ui/card.tsx";

/** The team's own words above the components. */
export function PageAnnouncement({ text }: { text: string }) {
  return (
    <section aria-label={strings.page.announcement} className="mt-6">
      <Card className="flex gap-3 px-4 py-3.5 rows:px-6">
        <Megaphone size={16} strokeWidth={1.75} className="mt-0.5 flex-none text-text-2" aria-hidden="true" />
        <p className="max-w-[70ch] text-[14.5px] leading-[22px] whitespace-pre-line">{text}</p>
      </Card>
    </section>
  );
}
