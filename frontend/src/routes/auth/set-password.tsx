import { getRouteApi, useRouter } from "@tanstack/react-router";
import { SetPasswordForm } from "../../features/accounts/components/set-password-form.tsx";
import { signOut, useSession } from "../../lib/session.ts";
import { showToast } from "../../lib/toasts.ts";
import { AccountHeading } from "./account-heading.tsx";

const route = getRouteApi("/account/set-password");

/** After the link of a recovery mail, and for those whose address a mail has just proven: they have no password yet. */
export function SetPassword() {
  const { isFirst = false, next = "/" } = route.useSearch();
  const session = useSession();
  const router = useRouter();
  return (
    <>
      <AccountHeading title={isFirst ? "Choose a password" : "Choose a new password"}>
        For <span className="wrap-anywhere">{session?.user.email}</span>.{" "}
        {isFirst ? "You sign in with it from now on." : null}
      </AccountHeading>
      <SetPasswordForm
        label={isFirst ? "Password" : "New password"}
        email={session?.user.email ?? ""}
        onSet={() => {
          showToast({ title: "Password saved" });
          void router.navigate({ href: next });
        }}
        onCodeNeeded={() => void router.navigate({ to: "/account/password" })}
      />
      {isFirst ? (
        <p className="mt-6 text-[13px]/5 text-text-2">
          Not now?{" "}
          <button
            type="button"
            className="link-button"
            onClick={() => void signOut().then(() => router.navigate({ to: "/sign-in" }))}
          >
            Sign out
          </button>{" "}
          and come back with a sign-in link.
        </p>
      ) : null}
    </>
  );
}
