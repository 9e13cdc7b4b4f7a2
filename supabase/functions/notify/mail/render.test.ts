import { describe, expect, it, vi } from "vitest";
import { contentOf, deliveryOf } from "../fixtures.ts";
import { linksOf } from "../message.ts";
import { plainBody, subjectOf, timeOf } from "../wording.ts";
import { MailRenderer } from "./render.ts";

const renderer = () => new MailRenderer("https://status.example", "https://api.example/functions/v1");

describe("a mail", () => {
  it("says in HTML and text what happened, in the page's time, with this subscriber's links", () => {
    const mail = renderer().mailFor(deliveryOf(), contentOf());
    expect(mail.subject).toBe("Monitoring: Elevated card declines");
    for (const part of [mail.html, mail.text]) {
      expect(part).toContain("Sat 21 Nov 2026, 02:47 CET");
      expect(part).toContain("42 min");
      expect(part).toContain("https://status.example/status/northwind/incidents/t");
      expect(part).toContain(`/subscription#token=${"a".repeat(64)}`);
      expect(part).not.toContain("{{");
    }
    expect(mail.html).toContain("<strong>1.9 %</strong>");
    expect(mail.text).toContain("Back to 1.9 %.");
    expect(mail.text).toContain("- Cards: Partial outage -> Degraded");
  });

  it("is rendered once for all who follow the same, however many they are", () => {
    const mails = renderer();
    const content = contentOf();
    for (let n = 0; n < 1000; n += 1) mails.mailFor(deliveryOf({ token: String(n).padStart(64, "0") }), content);
    expect(mails.size).toBe(1);
    const narrow = mails.mailFor(deliveryOf({ componentIds: ["wallets", "elsewhere"] }), content);
    expect(mails.size).toBe(2);
    expect(narrow.text).toContain("Wallets");
    expect(narrow.text).not.toContain("Cards:");
  });

  it("never carries one subscriber's link to another", () => {
    const mails = renderer();
    const [first, second] = ["b", "c"].map((letter) => letter.repeat(64));
    mails.mailFor(deliveryOf({ token: first ?? "" }), contentOf());
    const mail = mails.mailFor(deliveryOf({ token: second ?? "" }), contentOf());
    expect(mail.html + mail.text).not.toContain(first);
  });

  it("asks for confirmation with the link that confirms, and none that unsubscribes", () => {
    const mail = renderer().mailFor(
      deliveryOf({ confirmationToken: "d".repeat(64), threadId: null }),
      contentOf({ topic: "subscription.confirm", title: "Northwind Payments" }),
    );
    expect(mail.subject).toBe("Confirm your subscription to Northwind Payments");
    expect(mail.html).toContain(`#confirm=${"d".repeat(64)}`);
    expect(mail.text).toContain(`#confirm=${"d".repeat(64)}`);
    expect(mail.text).not.toContain("unsubscribe");
  });

  it.each([
    ["raised", "Major outage: Cards", "https://status.example/alert#token="],
    ["ended", "Alert over: Cards", "https://status.example/alert#token="],
    ["confirm", "Confirm that Cards may send you alerts", "https://status.example/alert#confirm="],
  ])("of an alert (%s) leads to the alert, and offers no subscription", (what, subject, link) => {
    const mail = renderer().mailFor(
      deliveryOf({ confirmationToken: "e".repeat(64) }),
      contentOf({ topic: `alert.${what}`, title: "Cards", status: "major_outage", page_slug: "" }),
    );
    expect(mail.subject).toBe(subject);
    for (const part of [mail.html, mail.text]) {
      expect(part).toContain(link + (what === "confirm" ? "e" : "a").repeat(64));
      expect(part).not.toMatch(/subscri|follow|status\/northwind|\{\{/);
    }
  });

  it.each([
    ["scripts in the message", { body: "<script>alert(1)</script>" }],
    ["scripts in names", { title: "<img src=x onerror=alert(1)>", page_title: "<script>x</script>" }],
    ["places that are filled in", { body: "{{<token>}}", title: "{{<token>}}" }],
  ])("is not led astray by %s", (_, changes) => {
    const mail = renderer().mailFor(deliveryOf(), contentOf(changes));
    expect(mail.html).not.toMatch(/<script|<img/);
    // The link is there as often as without them.
    const links = (html: string) => html.split("#token=").length;
    expect(links(mail.html)).toBe(links(renderer().mailFor(deliveryOf(), contentOf()).html));
  });

  it("fills in nothing where a message names a place, not even with what another renderer goes by", () => {
    const uuid = vi.spyOn(crypto, "randomUUID");
    renderer();
    const title = ["{{<token>}}", ...uuid.mock.results.map(({ value }) => String(value))].join(" ");
    uuid.mockRestore();
    expect(title).toMatch(/[0-9a-f]{12}$/);
    const { html, text } = renderer().mailFor(deliveryOf(), contentOf({ title }));
    expect(text).toContain(`Monitoring: ${title}\n`);
    expect(html).toContain(title.replace("<token>", "&lt;token&gt;"));
  });

  it("its text is worked out once for all who are told", () => {
    let reads = 0;
    const content = Object.defineProperty(contentOf(), "body", {
      get: () => {
        reads += 1;
        return "Back to **1.9 %**.";
      },
    });
    expect([plainBody(content), plainBody(content), reads]).toEqual(["Back to 1.9 %.", "Back to 1.9 %.", 1]);
  });

  it("a subject is one line whatever was typed", () => {
    expect(subjectOf(contentOf({ title: "Down\r\nBcc: all@example.com\u2028x" }))).toBe(
      "Monitoring: Down Bcc: all@example.com x",
    );
  });

  it.each([
    ["before the clocks go back", "2026-10-25T00:30:00Z", "Sun 25 Oct 2026, 02:30 CEST"],
    ["after", "2026-10-25T01:30:00Z", "Sun 25 Oct 2026, 02:30 CET"],
  ])("time %s", (_, time, text) => {
    expect(timeOf(time, "Europe/Berlin").replaceAll("GMT+2", "CEST").replaceAll("GMT+1", "CET")).toBe(text);
  });
});

it("an invitation leads to its link, says for whom and how long, and cannot be unsubscribed from", () => {
  const content = contentOf({
    topic: "invitation.created",
    title: "Northwind <b>",
    body: "Mara invites jonas@example.com to **Northwind** as editor.",
    ends_at: "2026-11-28T02:29:00Z",
    components: [],
  });
  const { subject, html, text } = renderer().mailFor(deliveryOf({ token: "inv_1" }), content);
  expect(subject).toBe("Join Northwind <b> on Heliograph");
  expect(html).toContain("https://status.example/invitation#token=inv_1");
  expect(html).not.toContain("<b>");
  expect(text).toContain("Accept the invitation: https://status.example/invitation#token=inv_1");
  expect(text).toContain("The link is valid until Sat 28 Nov 2026");
  expect(text).not.toMatch(/unsubscribe/i);
});

it.each([
  ["account.recovery_code_used", "Your second factor was removed with a recovery code"],
  ["account.second_factors_removed", "Your second factor was removed by an administrator"],
])("a notice of an account (%s) leads to a new password, lets nobody in and cannot be left", (topic, subject) => {
  const content = contentOf({ topic, page_title: "Heliograph", page_slug: "", status: "", body: "" });
  const delivery = deliveryOf({ token: "", organizationId: "00000000-0000-0000-0000-000000000000" });
  const mail = renderer().mailFor(delivery, content);
  expect(mail.subject).toBe(subject);
  expect(mail.html).toContain(`<h1 class="ink"`);
  for (const part of [mail.html, mail.text]) {
    expect(part).toContain("https://status.example/forgot-password");
    expect(part).toMatch(/If (this was not you|you did not ask for this), /);
    expect(part).not.toMatch(/unsubscribe|token/i);
  }
  const links = linksOf(delivery, content, "https://status.example", "https://api.example/functions/v1");
  expect(links.oneClick).toBe("");
});
