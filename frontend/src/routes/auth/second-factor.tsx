import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { CodeForm } from "../../features/accounts/components/code-form.tsx";
import { RecoveryForm } from "../../features/accounts/components/recovery-form.tsx";
import { useProveFactor } from "../../features/accounts/mutations.ts";
import { signOut, useSession } from "../../lib/session.ts";
import { AccountHeading } from "./account-heading.tsx";

const route = getRouteApi("/account/second-factor");

/** The second step of signing in, for accounts with an authenticator app. */
export function SecondFactor() {
  const { next = "/" } = route.useSearch();
  const router = useRouter();
  const session = useSession();
  const prove = useProveFactor();
  const [isRecovering, setRecovering] = useState(false);
  return (
    <>
      <AccountHeading title={isRecovering ? "Use a recovery code" : "Enter the code of your app"}>
        {isRecovering
          ? "It stands in for your lost phone and removes the second factor. Setting up a new one is the next step."
          : "Your authenticator app shows six digits for Heliograph."}
      </AccountHeading>
      {isRecovering ? (
        <RecoveryForm onRecovered={() => void router.navigate({ to: "/account/second-factor", search: { next } })} />
      ) : (
        <CodeForm
          label="Six digits"
          action="Continue"
          isLarge
          onSubmit={async (code) => {
            await prove.mutateAsync(code);
            void router.navigate({ href: next, replace: true });
          }}
        />
      )}
      <div className="mt-6 grid justify-items-start gap-2 text-[13px]/5 text-text-2">
        <button type="button" className="link-button" onClick={() => setRecovering(!isRecovering)}>
          {isRecovering ? "Enter the code of the app instead" : "Phone lost? Use a recovery code"}
        </button>
        <span>
          Signed in as <span className="break-all">{session?.user.email}</span>.{" "}
          <button
            type="button"
            className="link-button"
            onClick={() => void signOut().then(() => router.navigate({ to: "/sign-in" }))}
          >
            Sign out
          </button>
        </span>
      </div>
    </>
  );
}
