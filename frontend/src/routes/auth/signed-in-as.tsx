import { signOut, useSession } from "../../lib/session.ts";

/** Whose account this is, where somebody is about to give something to it: a link may have signed them in to a foreign one. */
export function SignedInAs() {
  const session = useSession();
  if (session === null) return null;
  return (
    <p className="text-[13px]/5 text-text-2">
      Signed in as <span className="break-all">{session.user.email}</span>. Not you?{" "}
      <button type="button" className="link-button" onClick={() => void signOut()}>
        Sign out
      </button>
    </p>
  );
}
