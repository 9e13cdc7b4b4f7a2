import { useBlocker } from "@tanstack/react-router";

export interface UnsavedGuard {
  /** Somebody wants to leave: ask. */
  isAsking: boolean;
  leave(): void;
  stay(): void;
}

/**
 * Stops navigation and closing of the tab while there is unsaved input. Show `<UnsavedDialog guard={…} />` with it.
 * @param isDirty whether there is anything to lose; checked when somebody leaves
 */
export function useUnsavedGuard(isDirty: () => boolean): UnsavedGuard {
  const blocker = useBlocker({
    // Another search parameter of the same page loses nothing.
    shouldBlockFn: ({ current, next }) => isDirty() && current.pathname !== next.pathname,
    enableBeforeUnload: isDirty,
    withResolver: true,
  });
  return {
    isAsking: blocker.status === "blocked",
    leave: () => blocker.proceed?.(),
    stay: () => blocker.reset?.(),
  };
}
