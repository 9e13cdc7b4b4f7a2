import type { Session } from "@supabase/supabase-js";
import { useSyncExternalStore } from "react";
import { supabase } from "./supabase.ts";

let session: Session | null = null;
const listeners = new Set<() => void>();

/**
 * Follows the signed-in session of this browser. Resolves when it is known for the first time.
 * @param onChange another person is signed in now, or nobody (null)
 */
export async function startSession(onChange: (userId: string | null) => void): Promise<void> {
  const { data } = await supabase().auth.getSession();
  session = data.session;
  supabase().auth.onAuthStateChange((_event, next) => {
    const before = session?.user.id ?? null;
    session = next;
    for (const listener of listeners) listener();
    const after = next?.user.id ?? null;
    // Supabase holds its lock while it calls back; whatever asks it again must come later.
    if (before !== after) setTimeout(() => onChange(after), 0);
  });
}

/** The session as this browser holds it; a copy, for guards and for showing who is signed in. */
export function currentSession(): Session | null {
  return session;
}

/** The signed-in person. Null while nobody is. */
export function useSession(): Session | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}

let isLeaving = false;

/** Signs this browser out. */
export async function signOut(): Promise<void> {
  isLeaving = true;
  await supabase().auth.signOut({ scope: "local" });
}

/** Whether the last end of the session was this person's own wish. Asking forgets it. */
export function takeSignedOutOnPurpose(): boolean {
  const wasWanted = isLeaving;
  isLeaving = false;
  return wasWanted;
}

/**
 * Asks the server whether the session still exists; one that was ended elsewhere ends here, too, and `startSession` hears
 * of it. Without an answer the session is believed.
 */
export async function isSessionAlive(): Promise<boolean> {
  const { error } = await supabase().auth.getUser();
  return error?.name !== "AuthSessionMissingError";
}

/** Fetches token and account anew: after the second factor, the address or a session's level changed on the server. */
export async function renewSession(): Promise<void> {
  await supabase().auth.refreshSession();
}

/** Whether this session has yet to prove the second factor that its account has. */
export async function needsSecondFactor(): Promise<boolean> {
  const { data } = await supabase().auth.mfa.getAuthenticatorAssuranceLevel();
  return data !== null && data.nextLevel === "aal2" && data.currentLevel !== "aal2";
}
