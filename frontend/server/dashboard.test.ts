import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dashboardDocument } from "./dashboard.ts";

const options = {
  browserSupabaseUrl: "https://project.example",
  publishableKey: "sb_publishable_x",
  isHttps: true,
  takesCards: false,
};
const connectOrigins = ["https://project.example"];

async function render(changes: Partial<Parameters<typeof dashboardDocument>[1]> = {}) {
  const html = await readFile(join(import.meta.dirname, "../index.html"), "utf8");
  const prepared = await dashboardDocument(html, { ...options, connectOrigins, ...changes });
  const { headers, body } = prepared.answer(false, undefined, undefined);
  return {
    html: new TextDecoder().decode(body ?? new Uint8Array()),
    policy: headers["content-security-policy"] ?? "",
    headers,
  };
}

const metaOf = (html: string, name: string) => new RegExp(`name="${name}" content="([^"]*)"`).exec(html)?.[1];

test("one build serves any project: its address and key are filled in", async () => {
  const { html } = await render();
  expect(metaOf(html, "heliograph-supabase-url")).toBe("https://project.example");
  expect(metaOf(html, "heliograph-publishable-key")).toBe("sb_publishable_x");
});

test("the same origin is the same origin, and values cannot break out", async () => {
  const { html } = await render({ browserSupabaseUrl: null, publishableKey: '"><script>' });
  expect(metaOf(html, "heliograph-supabase-url")).toBe("/");
  expect(html).not.toContain('"><script>"');
});

test("the policy names one script by hash and styles by a nonce that is never used again", async () => {
  const [first, second] = await Promise.all([render(), render()]);
  expect(first.policy).toMatch(/script-src 'self' 'sha256-[^']+';/);
  expect(first.policy).not.toContain("unsafe");
  expect(first.policy).toContain("connect-src 'self' https://project.example wss://project.example");
  expect(first.policy).toContain("frame-ancestors 'none'");
  expect(first.policy).toContain(`'nonce-${metaOf(first.html, "heliograph-style-nonce")}'`);
  expect(first.policy).not.toBe(second.policy);
  expect(first.headers["cache-control"]).toBe("no-store");
});

test("Stripe is let into the document with the card form, and into no other", async () => {
  const [card, other] = await Promise.all([render({ takesCards: true }), render()]);
  const sourcesOf = (policy: string, directive: string) =>
    new RegExp(`${directive} ([^;]+)`).exec(policy)?.[1]?.split(" ");
  expect(sourcesOf(card.policy, "script-src")).toContain("https://js.stripe.com");
  expect(sourcesOf(card.policy, "connect-src")).toContain("https://api.stripe.com");
  expect(sourcesOf(card.policy, "frame-src")).toEqual(
    expect.arrayContaining(["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"]),
  );
  expect(card.policy).not.toContain("unsafe");
  expect(other.policy).not.toContain("stripe");
});
