import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** Polls an HTTP server behind a Unix socket until it answers 200. @throws when `signal` aborts first */
export async function socketAnswers(socketPath: string, path: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (await answersOnce(socketPath, path)) return;
    await delay(30, undefined, { signal }).catch(() => {});
  }
  throw new Error(`${socketPath} did not answer`);
}

function answersOnce(socketPath: string, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asking = request({ socketPath, path, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asking.once("error", () => resolve(false));
    asking.once("timeout", () => asking.destroy());
    asking.end();
  });
}
