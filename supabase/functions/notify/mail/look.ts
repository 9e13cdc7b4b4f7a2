import type { AffectedComponent, Content } from "../message.ts";

/** System fonts: a mail loads nothing. */
export const fonts = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

interface Look {
  /** Suffix of the class that carries the dark theme's colour. */
  readonly name: string;
  readonly fg: string;
  readonly soft: string;
  /** Shape that says the status where colours do not. */
  readonly glyph: string;
}

/** The status tokens of the light theme (docs: the same values as frontend/src/ui/tokens.css). */
export const statusColours: Readonly<Record<AffectedComponent["new_status"], Look>> = {
  operational: { name: "operational", fg: "#005f43", soft: "#dff7eb", glyph: "●" },
  degraded_performance: { name: "degraded", fg: "#725001", soft: "#fff4d4", glyph: "▲" },
  partial_outage: { name: "partial", fg: "#943c00", soft: "#ffeadd", glyph: "◆" },
  major_outage: { name: "major", fg: "#970818", soft: "#ffe6e5", glyph: "⬣" },
  under_maintenance: { name: "maintenance", fg: "#0c54a0", soft: "#e3f0fe", glyph: "■" },
  unknown: { name: "unknown", fg: "#50565b", soft: "#eaedf0", glyph: "○" },
};

/** Text and ground of each status in the dark theme. */
const dark: Readonly<Record<string, readonly [fg: string, soft: string]>> = {
  operational: ["#72e5b0", "#132a23"],
  degraded: ["#fad86f", "#352b12"],
  partial: ["#ffb072", "#3f2313"],
  major: ["#fc9c99", "#47191a"],
  maintenance: ["#97c9fd", "#162b45"],
  unknown: ["#b4bcc2", "#262b2f"],
};

export const linkColour = "#005461";

/** The dark theme of mail programs that follow the reader's: what every mail has. */
export const darkStyles = `body, body > table > tbody > tr > td { background: #0b1214 !important; }
.card { background: #121a1d !important; border-color: #263337 !important; }
.ink { color: #ecf1f2 !important; }
.quiet { color: #b1bdc0 !important; }
.rule { border-color: #263337 !important; }
.link, .words a { color: #81d8dd !important; }
.button { background: #81d8dd !important; color: #04191f !important; }`;

/** What inline styles cannot say: links in the team's words, and the dark theme. */
export const styles = `.words a { color: ${linkColour}; }
@media (prefers-color-scheme: dark) {
${darkStyles}
${Object.entries(dark)
  .map(
    ([name, [fg, soft]]) => `.fg-${name} { color: ${fg} !important; }
.bg-${name} { background: ${soft} !important; }`,
  )
  .join("\n")}
}`;

/** The colours of a message's head: of how the components are now, green when it is over, blue for maintenance. */
export function bandOf(content: Content, components: readonly AffectedComponent[]): Look {
  if (content.topic.startsWith("maintenance.")) return statusColours.under_maintenance;
  if (["incident.resolved", "incident.postmortem", "alert.ended"].includes(content.topic))
    return statusColours.operational;
  const byImpact = {
    critical: statusColours.major_outage,
    major: statusColours.partial_outage,
    minor: statusColours.degraded_performance,
    none: statusColours.unknown,
  };
  const [changed] = components;
  if (content.topic === "component.status_changed" && changed !== undefined) return statusColours[changed.new_status];
  const order = ["major_outage", "partial_outage", "degraded_performance"] as const;
  const worst = order.find((status) => components.some((component) => component.new_status === status));
  return worst === undefined ? byImpact[content.impact ?? "none"] : statusColours[worst];
}
