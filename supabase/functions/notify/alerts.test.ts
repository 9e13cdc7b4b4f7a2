import { describe, expect, it } from "vitest";
import { callTwiml } from "./channels/call.ts";
import { chatNoticeOf } from "./chat.ts";
import { contentOf, deliveryOf } from "./fixtures.ts";
import { linksOf } from "./message.ts";
import { webhookPayload } from "./webhook-payload.ts";

const token = "a".repeat(64);
const site = "https://status.example";

/** A message about an alert with one component that is out. */
function alert(topic: string) {
  const component = { id: "cards", name: "Cards", old_status: "major_outage", new_status: "major_outage" } as const;
  const content = contentOf({
    topic,
    title: "Cards",
    status: "major_outage",
    page_slug: "",
    body: "- Front door: major outage\n\nRule: On call",
    components: [component],
  });
  const delivery = deliveryOf({ token, confirmationToken: "b".repeat(64) });
  return { content, links: linksOf(delivery, content, site, "https://api.example/functions/v1") };
}

describe("alerts of the team", () => {
  it.each([
    ["alert.raised", "Major outage: Cards", "Acknowledge", `${site}/alert#token=${token}`],
    ["alert.ended", "Alert over: Cards", "Open alert", `${site}/alert#token=${token}`],
    ["alert.confirm", "Confirm that Cards may send you alerts", "Confirm", `${site}/alert#confirm=${"b".repeat(64)}`],
  ])("%s in a chat says what to do, and has nothing to unsubscribe from", (topic, title, label, url) => {
    const { content, links } = alert(topic);
    expect(chatNoticeOf(content, content.components, links)).toMatchObject({
      title,
      action: { label, url },
      manage: null,
    });
  });

  it.each([
    ["alert.raised", "Major outage: Cards", "To acknowledge it, press 1."],
    ["alert.ended", "Alert over: Cards", "<Pause"],
    ["alert.confirm", "wants to call this number", "To confirm, press 1."],
  ])("a call (%s) says what it is about and which key does what", (topic, text, keys) => {
    const spoken = callTwiml(alert(topic).content, "https://api.example/call");
    expect(spoken).toContain(text);
    expect(spoken).toContain(keys);
  });

  it("a webhook gets the alert, not an incident", () => {
    const { content, links } = alert("alert.raised");
    const payload = webhookPayload(content, content.components, links, new Date("2026-11-21T03:00:00Z"));
    expect(payload).toMatchObject({
      type: "alert.raised",
      organization: "Northwind",
      alert: {
        id: "t",
        status: "major_outage",
        component: { id: "cards", name: "Cards" },
        opened_at: "2026-11-21T01:47:00.000Z",
        url: links.subject,
      },
    });
    expect(payload).not.toHaveProperty("incident");
  });
});
