import type { IncidentImpact } from "../../../lib/database.ts";
import { statusOfImpact } from "../../../lib/notices.ts";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { impactNames } from "../words.ts";

/** "Major" with the shape and colour that go with it. */
export function ImpactBadge({ impact }: { impact: IncidentImpact }) {
  return (
    <span className="status-badge" data-status={statusOfImpact[impact]}>
      <StatusGlyph status={statusOfImpact[impact]} size={15} />
      <span>{impactNames[impact]}</span>
    </span>
  );
}
