import { describe, expect, it } from "vitest";
import { type ComposerValues, newIncident } from "./composer-form.ts";
import { previewRequest } from "./message-preview.ts";

const place = { pageId: "p", startedAt: null, resolvedAt: null, now: Date.parse("2026-11-21T02:00:00Z") };
const base: ComposerValues["base"] = {
  version: 1,
  title: "Cards declined",
  status: "investigating",
  impact: "major",
  impact_override: null,
  is_published: true,
  is_resolved: false,
  update_count: 1,
  components: [{ component_id: "c", status: "major_outage" }],
};
const values = { ...newIncident([{ component_id: "c", status: "major_outage" }]), title: " Cards ", body: "We look." };

describe("what is asked to be rendered", () => {
  it("is a new incident, begun now unless it says otherwise", () => {
    expect(previewRequest({ ...values, next_update: "30" }, place)).toMatchObject({
      topic: "incident.declared",
      title: "Cards",
      started_at: "2026-11-21T02:00:00.000Z",
      resolved_at: null,
      next_update_at: "2026-11-21T02:30:00.000Z",
      impact: "critical",
      components: [{ component_id: "c", status: "major_outage" }],
    });
  });

  it.each([
    ["monitoring", "incident.updated", null, "major_outage"],
    ["resolved", "incident.resolved", "2026-11-21T02:00:00.000Z", "operational"],
    ["postmortem", "incident.postmortem", "2026-11-21T02:00:00.000Z", "operational"],
  ] as const)("or %s", (status, topic, resolved_at, component) => {
    const request = previewRequest({ ...values, base, status }, { ...place, startedAt: "2026-11-21T01:00:00Z" });
    expect(request).toMatchObject({
      topic,
      started_at: "2026-11-21T01:00:00Z",
      resolved_at,
      components: [{ status: component }],
    });
  });
});
