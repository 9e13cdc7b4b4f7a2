/** What a browser gave: where its messages are sent, and the keys they are sealed with. */
export interface PushSubscribed {
  address: string;
  push_keys: { p256dh: string; auth: string };
}

/** Whether this browser can be told at all. An iPhone can once the page is on its home screen. */
export function canPush(): boolean {
  return window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

/**
 * Asks the browser for leave and for an address.
 * @throws an Error with the message `push_denied` or `push_failed`
 */
export async function subscribeBrowser(key: string): Promise<PushSubscribed> {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("push_denied");
  try {
    const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/status/" });
    await activeWorker(registration);
    const subscription = await subscribed(registration.pushManager, key);
    const { keys } = subscription.toJSON();
    const { p256dh, auth } = keys ?? {};
    if (p256dh === undefined || auth === undefined) throw new Error("no keys");
    return { address: subscription.endpoint, push_keys: { p256dh, auth } };
  } catch (error) {
    throw new Error("push_failed", { cause: error });
  }
}

/** Calls back with the token that manages the subscription, once the service worker has confirmed it. */
export function onPushConfirmed(listener: (token: string) => void): () => void {
  const listen = ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== "object" || data === null || !("type" in data) || data.type !== "subscribed") return;
    if ("token" in data && typeof data.token === "string") listener(data.token);
  };
  navigator.serviceWorker.addEventListener("message", listen);
  navigator.serviceWorker.startMessages();
  return () => navigator.serviceWorker.removeEventListener("message", listen);
}

async function subscribed(manager: PushManager, key: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: key };
  // One made for another key (a new instance at the old address) is of no use.
  const known = await manager.getSubscription();
  if (known !== null && keyOf(known) !== key) await known.unsubscribe();
  return manager.subscribe(options);
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Only an active worker can be given messages. */
function activeWorker(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (worker === null || worker.state === "activated") return Promise.resolve();
  return new Promise((resolve) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
    });
  });
}
