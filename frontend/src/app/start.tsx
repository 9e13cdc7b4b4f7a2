import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { readConfig, styleNonce } from "../lib/config.ts";
import { createQueryClient } from "../lib/query-client.ts";
import { startSession, takeSignedOutOnPurpose } from "../lib/session.ts";
import { listenForShortcuts } from "../lib/shortcuts.ts";
import { startSupabase } from "../lib/supabase.ts";
import { createAppRouter } from "./router.tsx";

/** Composition root of the dashboard. @throws when no Supabase project is configured */
export async function startApp(root: HTMLElement): Promise<void> {
  setNonce(styleNonce());
  startSupabase(await readConfig());
  const queryClient = createQueryClient();
  const router = createAppRouter(queryClient);
  await startSession((userId) => {
    queryClient.clear();
    if (userId !== null) {
      void router.invalidate();
      return;
    }
    const wasWanted = takeSignedOutOnPurpose();
    const here = router.state.location;
    const isOutside = router.state.matches.every(({ routeId }) => !routeId.startsWith("/signed-in"));
    if (isOutside) return;
    // Whoever was thrown out comes back to the same page; drafts are kept by then.
    const search = wasWanted ? {} : { next: here.href, ended: true };
    void router.navigate({ to: "/sign-in", search, ignoreBlocker: true });
  });
  listenForShortcuts();
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
