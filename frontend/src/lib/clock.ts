import { useSyncExternalStore } from "react";

const step = 10_000;

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, step);
  return () => clearInterval(timer);
}

/** Now, in steps of ten seconds (ms since the epoch): for ages that need not count each second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / step) * step);
}
