import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useLocation, useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { LinkPurpose } from "../../features/accounts/links.ts";
import { toAppError } from "../../lib/errors.ts";
import { isInvitationPath } from "../../lib/local-path.ts";
import { currentSession } from "../../lib/session.ts";
import { supabase } from "../../lib/supabase.ts";
import { buttonStyles } from "../../ui/button.tsx";
import { Late, Skeleton } from "../../ui/skeleton.tsx";
import { AccountHeading } from "./account-heading.tsx";
import { HalfDone } from "./half-done.tsx";

const route = getRouteApi("/account/auth/callback");

interface Notice {
  title: string;
  text: string;
}

const refused: Notice = {
  title: "You were not signed in",
  text: "Either you went back, or accounts are created by the administrator here. Ask for one, or sign in another way.",
};

/** Refusals that say more than that. */
const reasons = new Set(["provider_email_needs_verification", "user_banned"]);

/** A link was followed in another browser than the one that asked for it. */
const elsewhere = {
  confirm: {
    title: "Your address is confirmed",
    text: "This browser did not ask for the link. Choose a password to go on here: a mail leads to it.",
  },
  change: {
    title: "Your address is changed",
    text: "This browser did not ask for the change, so sign in with the new address here.",
  },
  reset: {
    title: "This link belongs to another browser",
    text: "It works once, and only in the browser that asked for it. Ask for a new one here, or there.",
  },
  "sign-in": {
    title: "This link belongs to another browser",
    text: "It works once, and only in the browser that asked for it. Ask for a new one here, or there.",
  },
  provider: { title: "You were not signed in", text: "The sign-in took too long or was started elsewhere. Try again." },
} satisfies Record<LinkPurpose, Notice>;

/** Exchanges the code of a mail's link or of a provider for a session, then goes on. */
export function Callback() {
  const { code, error, error_code, message, next, for: purpose = "confirm" } = route.useSearch();
  const { hash } = useLocation();
  const router = useRouter();
  const client = useQueryClient();
  const [problem, setProblem] = useState<Notice | "half-done" | null>(null);
  const isStarted = useRef(false);

  useEffect(() => {
    // A code works once; React's double effects must not spend it twice.
    if (isStarted.current) return;
    isStarted.current = true;
    const goOn = (path = next ?? "/") => {
      void client.invalidateQueries();
      void router.navigate({ href: path, replace: true });
    };
    // Leads on where there is a password already.
    const welcome = (path = next ?? "/") => {
      void client.invalidateQueries();
      void router.navigate({ to: "/set-password", search: { isFirst: true, next: path }, replace: true });
    };
    async function exchange() {
      const given = new URLSearchParams(hash);
      const [access_token, refresh_token] = [given.get("access_token"), given.get("refresh_token")];
      // The mail was sent by the server, after the card: its link brings the session itself. It takes nobody's place, and
      // as anybody can make such a link to an account of their own, it leads to nothing but an invitation.
      if (access_token !== null && refresh_token !== null) {
        const path = next !== undefined && isInvitationPath(next) ? next : "/";
        if (currentSession() !== null) return goOn(path);
        const { error: failure } = await supabase().auth.setSession({ access_token, refresh_token });
        return failure === null ? welcome(path) : setProblem(elsewhere.confirm);
      }
      if (code === undefined) {
        if (message !== undefined) return setProblem("half-done");
        if (error_code === undefined && error === undefined && currentSession() !== null) return goOn();
        const reason = error_code ?? given.get("error_code");
        if (purpose === "provider" && error === "access_denied" && !reasons.has(reason ?? ""))
          return setProblem(refused);
        const failure = toAppError({ code: reason ?? "otp_expired" });
        const title = purpose === "provider" ? "You were not signed in" : "This link does not work";
        return setProblem({ title, text: `${failure.message} ${failure.hint ?? ""}` });
      }
      const { data, error: failure } = await supabase().auth.exchangeCodeForSession(code);
      if (failure === null) return isRecovery(data) ? goOn("/set-password") : welcome();
      // Whoever is signed in has confirmed what the link was for.
      if (currentSession() !== null && purpose !== "reset") return goOn();
      setProblem(elsewhere[purpose]);
    }
    void exchange();
  }, [hash, code, error, error_code, message, purpose, next, router, client]);

  if (problem === null) {
    return (
      <Late>
        <span role="status" className="sr-only">
          Signing in
        </span>
        <Skeleton className="h-8 w-40" />
        <Skeleton className="mt-3 h-4 w-64" />
      </Late>
    );
  }
  if (problem === "half-done") return <HalfDone />;
  const isConfirmed = problem === elsewhere.confirm;
  return (
    <>
      <AccountHeading title={problem.title}>{problem.text}</AccountHeading>
      <div className="flex flex-wrap gap-2">
        {isConfirmed ? (
          <Link to="/forgot-password" className={buttonStyles({ variant: "primary", size: "large" })}>
            Choose a password
          </Link>
        ) : null}
        <Link to="/sign-in" className={buttonStyles({ ...(!isConfirmed && { variant: "primary" }), size: "large" })}>
          Sign in
        </Link>
        {purpose === "reset" ? (
          <Link to="/forgot-password" className={buttonStyles({ size: "large" })}>
            Ask for a new link
          </Link>
        ) : null}
      </div>
    </>
  );
}

/** Whether the code came from a recovery mail; the client kept that beside its verifier, outside of its types. */
function isRecovery(data: object): boolean {
  return /recovery/i.test(String(Reflect.get(data, "redirectType")));
}
