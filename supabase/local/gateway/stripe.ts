import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type postgres from "postgres";
import type { StackConfig } from "../config.ts";
import { type Received, startReceiver } from "../doubles/receiver.ts";
import type { StripeHandler } from "../doubles/stripe.ts";
import { escapeHtml } from "./html.ts";
import { json } from "./responses.ts";

/** What stands in for Stripe while no key of a real account is set. */
export interface StripeStandIn {
  /** What functions need to use it, under the names of the real thing. */
  readonly environment: Readonly<Record<string, string>>;
  /** `/stripe`: what browsers would ask of Stripe: its script, confirming a card, the customer portal, invoices. */
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

export interface StripeStandInOptions {
  readonly config: StackConfig;
  readonly sql: postgres.Sql;
  readonly onError: (message: string, error: unknown) => void;
}

const keys = { secretKey: "sk_test_embedded", publishableKey: "pk_test_embedded", webhookSecret: "whsec_embedded" };

/**
 * Starts the double of Stripe on a loopback port for functions, and behind the gateway for browsers. It is loaded at the first
 * request, remembers in the data folder, and gives plans without a price one of its own.
 */
export async function startStripeStandIn({ config, sql, onError }: StripeStandInOptions): Promise<StripeStandIn> {
  const file = join(config.dataDirectory, "stripe.json");
  const pagesUrl = `${config.url}/stripe`;
  // Nobody waits for it: pages are served from what is kept also while the database does not answer.
  sql`update private.plans set stripe_price_id = 'price_embedded_' || id where stripe_price_id is null`.catch(
    (error: unknown) => onError("prices of the stand-in for Stripe", error),
  );
  let loading: Promise<StripeHandler> | undefined;
  let saving: Promise<unknown> = Promise.resolve();

  async function load(): Promise<StripeHandler> {
    const { createStripe } = await import("../doubles/stripe.ts");
    const known = await readFile(file, "utf8").then(JSON.parse, () => undefined);
    return createStripe({
      ...keys,
      pagesUrl,
      ...(known !== undefined && { state: known }),
      onChange(state) {
        const text = JSON.stringify(state);
        saving = saving.then(() => writeFile(file, text)).catch((error: unknown) => onError("stripe.json", error));
      },
      async price(id) {
        const [plan] = await sql<{ amount: number; currency: string }[]>`
          select price_cents as amount, currency from private.plans where stripe_price_id = ${id}`;
        return plan === undefined ? undefined : { id, ...plan };
      },
      async deliver(payload, signature) {
        const response = await fetch(`http://${config.host}:${config.port}/functions/v1/billing/webhook`, {
          method: "POST",
          headers: { "content-type": "application/json", "stripe-signature": signature },
          body: payload,
        });
        await response.body?.cancel();
        return response.status;
      },
    });
  }

  const handler = () => {
    loading ??= load();
    return loading;
  };
  const receiver = await startReceiver(async (request) => (await handler()).handle(request));

  return {
    environment: {
      STRIPE_SECRET_KEY: keys.secretKey,
      STRIPE_PUBLISHABLE_KEY: keys.publishableKey,
      STRIPE_WEBHOOK_SECRET: keys.webhookSecret,
      STRIPE_API_URL: receiver.url,
      STRIPE_BROWSER_URL: pagesUrl,
    },

    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const path = pathname.slice("/stripe".length);
      if (path === "/stripe.js") return script();
      const stripe = await handler();
      const [, place = "", id = "", what = ""] = path.split("/");
      if (place === "portal" || place === "invoices") return page(stripe, place, id);
      // What happens by the clock at Stripe happens on demand here.
      if (place === "bill" && request.method === "POST" && (what === "paid" || what === "failed")) {
        await stripe.bill(id, what === "paid");
        return json({ ok: true });
      }
      if (place === "violations") return json(stripe.violations);
      if (!path.startsWith("/v1/setup_intents/")) return json({ message: "Not found" }, 404);
      const bytes = Buffer.from(await request.arrayBuffer());
      const received: Received = {
        method: request.method,
        path: `${path}${search}`,
        headers: Object.fromEntries(request.headers),
        body: bytes.toString("utf8"),
        bytes,
      };
      const { status = 200, headers = {}, body = "" } = await stripe.handle(received);
      return new Response(body, { status, headers });
    },

    async close() {
      await receiver.close();
      await saving;
    },
  };
}

/** What browsers load instead of https://js.stripe.com/…/stripe.js. */
async function script(): Promise<Response> {
  const { installStripe } = await import("../doubles/stripe-browser.ts");
  const headers = { "content-type": "text/javascript; charset=utf-8", "x-content-type-options": "nosniff" };
  return new Response(`(${installStripe.toString()})();`, { headers });
}

/** Takes back the prices of the stand-in, once a real account is used. */
export async function forgetStandInPrices(sql: postgres.Sql): Promise<void> {
  await sql`update private.plans set stripe_price_id = null where stripe_price_id like 'price_embedded_%'`;
}

function page({ state }: StripeHandler, place: "portal" | "invoices", id: string): Response {
  const portal = state.portals[id];
  const customer = place === "portal" ? portal?.["customer"] : state.invoices[id]?.["customer"];
  if (typeof customer !== "string") return new Response("Not found", { status: 404 });
  const invoices = Object.values(state.invoices).filter((invoice) =>
    place === "portal" ? invoice["customer"] === customer : invoice.id === id,
  );
  const rows = invoices.map((invoice) => {
    const amount = `${(Number(invoice["total"]) / 100).toFixed(2)} ${String(invoice["currency"]).toUpperCase()}`;
    const cells = [new Date(Number(invoice["created"]) * 1000).toISOString().slice(0, 10), amount, invoice["status"]];
    return `<tr><th scope="row">${escapeHtml(String(invoice["number"]))}</th>${cells.map((cell) => `<td>${escapeHtml(String(cell))}</td>`).join("")}</tr>`;
  });
  const back = portal?.["return_url"];
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Invoices</title><style>body{font:16px system-ui;max-width:40rem;margin:3rem auto;padding:0 1rem}td,th{padding:.4rem 1rem .4rem 0;text-align:left}</style>
<h1>Invoices</h1><p>This page stands in for Stripe's, because no key of a Stripe account is set. No money moves.</p>
<table><thead><tr><th>Number</th><th>Date</th><th>Amount</th><th>State</th></tr></thead><tbody>${rows.join("")}</tbody></table>
${typeof back === "string" ? `<p><a href="${escapeHtml(back)}">Back to Heliograph</a></p>` : ""}</html>`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}
