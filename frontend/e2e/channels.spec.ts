import type { Page } from "@playwright/test";
import { unwrap } from "../src/lib/errors.ts";
import { expectAccessible } from "./support/axe.ts";
import { launchOptionsOf } from "./support/browser.ts";
import { expect, test } from "./support/dashboard.ts";
import { linkFromMail } from "./support/mailbox.ts";
import { makeOrganization, makePerson, unique } from "./support/people.ts";
import { stackAddress } from "./support/stack.ts";

test.use({ launchOptions: launchOptionsOf("full") });

test("each way to follow has its own field, and what cannot be sent to is refused", async ({ page }) => {
  const slug = await makePage();
  await page.goto(`/status/${slug}/subscription`);
  const ways = page.getByRole("radio", { name: /^(E-mail|SMS|Call|Browser|Slack|Teams|Discord|Webhook)$/ });
  // No provider sends texts or calls here.
  await expect(ways).toHaveCount(6);
  await page.getByRole("radio", { name: "Slack" }).check();
  await page.getByLabel("Incoming webhook").fill("https://hooks.slack.example/services/T/B/x");
  await page.getByRole("button", { name: "Subscribe" }).click();
  await expect(page.getByRole("alert")).toHaveText(/hooks\.slack\.com/);
  await page.getByRole("radio", { name: "Webhook" }).check();
  await expect(page.getByText("hooks.slack.com")).toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, { themes: "both" });
  await page.getByLabel("Webhook address").fill(`https://${unique("hook")}.example/`);
  await page.getByRole("button", { name: "Subscribe" }).click();
  await expect(page.getByRole("heading", { name: "We have posted a challenge" })).toBeVisible();
});

test("a browser subscribes, confirms by itself and shows what happens", async ({ page, context }) => {
  const slug = await makePage();
  const { url } = stackAddress();
  await context.grantPermissions(["notifications"], { origin: url });
  await page.addInitScript(standInForPushService, `https://nobody.push.services.mozilla.com/${unique("browser")}`);
  await page.goto(`/status/${slug}/subscription`);
  const deliver = await pusherTo(page);
  await page.getByRole("radio", { name: "Browser" }).check();
  await page.getByRole("button", { name: "Subscribe" }).click();
  await expect(page.getByRole("heading", { name: "One moment" })).toBeVisible();

  await deliver({
    title: "Northwind Payments",
    body: "You hear of incidents here from now on.",
    url: `${url}/status/${slug}`,
    tag: "confirm",
    confirm_url: `${url}/functions/v1/subscriptions/confirm`,
    confirm_token: await confirmationOf(slug),
  });
  await expect(page.getByText("Confirmed.")).toBeVisible();
  await deliver({
    title: "Investigating: Cards declined",
    body: "We are looking.",
    url: `${url}/status/${slug}`,
    tag: "i",
  });
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title }) => title);
    });
  await expect.poll(shown).toEqual(["Northwind Payments", "Investigating: Cards declined"]);

  const [worker] = context.serviceWorkers();
  const opened = await worker?.evaluate(async () => {
    const scope: unknown = globalThis;
    const clients: object = Reflect.get(Object(scope), "clients");
    const registration: ServiceWorkerRegistration = Reflect.get(Object(scope), "registration");
    const [, notification] = await registration.getNotifications();
    return new Promise((resolve) => {
      Object.defineProperty(clients, "openWindow", { value: async (address: string) => resolve(address) });
      const Click = Reflect.get(Object(scope), "NotificationEvent");
      dispatchEvent(new Click("notificationclick", { notification }));
    });
  });
  expect(opened).toBe(`${url}/status/${slug}`);
});

async function makePage(): Promise<string> {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  const page = unwrap(
    await mara.client.from("status_pages").select("slug").eq("organization_id", organization.id).single(),
  );
  return page.slug;
}

/** A browser under test reaches no push service; it has real keys and an address all the same. */
function standInForPushService(endpoint: string) {
  const encode = (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  Object.defineProperty(PushManager.prototype, "subscribe", {
    value: async () => {
      const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
      const p256dh = encode(await crypto.subtle.exportKey("raw", pair.publicKey));
      const auth = encode(crypto.getRandomValues(new Uint8Array(16)));
      return { endpoint, toJSON: () => ({ endpoint, keys: { p256dh, auth } }) };
    },
  });
}

/** Delivers a message to the page's service worker, as a push service does once the browser has decrypted it. */
async function pusherTo(page: Page): Promise<(message: object) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const found = registrations.find(({ scopeURL, isDeleted }) => scopeURL.endsWith("/status/") && !isDeleted);
      if (found !== undefined) resolve(found.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  return async (message) => {
    const { origin } = new URL(page.url());
    const registrationId = await registered;
    await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: JSON.stringify(message) });
  };
}

/** What a confirmation carries, taken from the one a mail brings. */
async function confirmationOf(slug: string): Promise<string> {
  const { url, publishableKey } = stackAddress();
  const address = `${unique("reader")}@example.com`;
  await fetch(`${url}/functions/v1/subscriptions`, {
    method: "POST",
    headers: { apikey: publishableKey, "content-type": "application/json" },
    body: JSON.stringify({ page_slug: slug, channel: "email", address }),
  });
  return (await linkFromMail(address, /^Confirm/)).split("#confirm=")[1] ?? "";
}
