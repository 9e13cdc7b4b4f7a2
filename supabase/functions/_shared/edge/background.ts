interface EdgeRuntime {
  waitUntil(work: Promise<unknown>): void;
}

/**
 * Has work go on after the request is answered: hosted Supabase keeps the function alive for what is handed to
 * `EdgeRuntime.waitUntil` (https://supabase.com/docs/guides/functions/background-tasks), elsewhere the process lives on
 * anyway. What goes wrong is for the log; nobody waits for it.
 */
export function inBackground(work: Promise<unknown>, log: (line: string) => void): void {
  const logged = work.catch((error: unknown) => {
    const described = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log(JSON.stringify({ level: "error", message: "work in the background failed", error: described }));
  });
  const runtime: unknown = Reflect.get(globalThis, "EdgeRuntime");
  if (isEdgeRuntime(runtime)) runtime.waitUntil(logged);
}

function isEdgeRuntime(value: unknown): value is EdgeRuntime {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "waitUntil") === "function";
}
