import { setTimeout as delay } from "node:timers/promises";

/** Polls a URL until it answers with a success status. Ends without an answer when `signal` aborts. */
export async function answers(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) }).catch(
      () => undefined,
    );
    await response?.body?.cancel();
    if (response?.ok === true) return;
    await delay(30, undefined, { signal }).catch(() => {});
  }
  throw new Error(`${url} did not answer`);
}
