import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { toAppError } from "../../lib/errors.ts";
import { currentSession } from "../../lib/session.ts";
import { supabase } from "../../lib/supabase.ts";
import { buttonStyles } from "../../ui/button.tsx";
import { Late, Skeleton } from "../../ui/skeleton.tsx";
import { AccountHeading } from "./account-heading.tsx";

const route = getRouteApi("/account/auth/callback");

/** Exchanges the code of a mail's link for a session, then goes on. */
export function Callback() {
  const { code, error_code, next } = route.useSearch();
  const router = useRouter();
  const [problem, setProblem] = useState<{ title: string; text: string } | null>(null);
  const isStarted = useRef(false);

  useEffect(() => {
    // A code works once; React's double effects must not spend it twice.
    if (isStarted.current) return;
    isStarted.current = true;
    const goOn = (path = next ?? "/") => void router.navigate({ href: path, replace: true });
    async function exchange() {
      if (code === undefined) {
        if (error_code === undefined && currentSession() !== null) return goOn();
        const { message, hint } = toAppError({ code: error_code ?? "otp_expired" });
        return setProblem({ title: "This link does not work", text: `${message} ${hint ?? ""}` });
      }
      const { data, error } = await supabase().auth.exchangeCodeForSession(code);
      if (error === null) return goOn(isRecovery(data) ? "/set-password" : undefined);
      if (currentSession() !== null) return goOn();
      // The link was followed in another browser than the one that asked for it: the address is confirmed all the same.
      setProblem({
        title: "Your address is confirmed",
        text: "This browser did not ask for the link, so sign in with your password here.",
      });
    }
    void exchange();
  }, [code, error_code, next, router]);

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
  return (
    <>
      <AccountHeading title={problem.title}>{problem.text}</AccountHeading>
      <div className="flex gap-2">
        <Link to="/sign-in" className={buttonStyles({ variant: "primary", size: "large" })}>
          Sign in
        </Link>
        {next === "/set-password" ? (
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
