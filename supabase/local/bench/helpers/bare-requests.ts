import { Agent, request as requestPlain } from "node:http";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "undici";

/**
 * The limit a checker can reach in one Node process: requests over new connections, nothing else.
 * Arguments: `undici` or `node`, URL of the target, how many at once, seconds. Tells its parent the requests a second.
 */
const [library, url = "", concurrency, seconds] = process.argv.slice(2);
const target = new URL(url);

async function askUndici(): Promise<void> {
  const client = new Client(target.origin);
  const { body } = await client.request({ method: "GET", path: target.pathname, reset: true });
  await body.dump();
  await client.destroy();
}

const agent = new Agent({ keepAlive: false });

function askNode(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = requestPlain(target, { agent }, (response) => {
      response.once("end", resolve);
      response.resume();
    });
    request.once("error", reject);
    request.end();
  });
}

const ask = library === "undici" ? askUndici : askNode;
let done = 0;
let isRunning = true;
const workers = Array.from({ length: Number(concurrency) }, async () => {
  while (isRunning) {
    await ask();
    done += 1;
  }
});
await delay(1_000);
const before = done;
const startedAt = performance.now();
await delay(Number(seconds) * 1_000);
const perSecond = ((done - before) * 1_000) / (performance.now() - startedAt);
isRunning = false;
await Promise.all(workers);
process.send?.(perSecond, () => process.exit());
