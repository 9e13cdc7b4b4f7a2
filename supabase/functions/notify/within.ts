/**
 * Runs something with a signal that aborts after so long, or when another does. Once it has ended nothing is left of it,
 * whereas `AbortSignal.timeout` keeps the signal and all that listens for the whole of its time.
 * @param outer a signal that aborts it as well
 */
export async function within<Result>(
  ms: number,
  run: (signal: AbortSignal) => Promise<Result>,
  outer?: AbortSignal,
): Promise<Result> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException("It took too long.", "TimeoutError")), ms);
  const follow = () => controller.abort(outer?.reason);
  if (outer?.aborted === true) follow();
  else outer?.addEventListener("abort", follow, { once: true });
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", follow);
  }
}
