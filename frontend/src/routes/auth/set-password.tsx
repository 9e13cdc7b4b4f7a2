import { getRouteApi, useRouter } from "@tanstack/react-router";
import { SetPasswordForm } from "../../features/accounts/components/set-password-form.tsx";
import { useSession } from "../../lib/session.ts";
import { showToast } from "../../lib/toasts.ts";
import { AccountHeading } from "./account-heading.tsx";

const route = getRouteApi("/account/set-password");

/** After the link of a recovery mail, and for those an account was made for. */
export function SetPassword() {
  const { isFirst = false } = route.useSearch();
  const session = useSession();
  const router = useRouter();
  return (
    <>
      <AccountHeading title={isFirst ? "Choose a password" : "Set a new password"}>
        For {session?.user.email}.
      </AccountHeading>
      <SetPasswordForm
        email={session?.user.email ?? ""}
        onSet={() => {
          showToast({ title: "Password saved" });
          void router.navigate({ to: "/" });
        }}
        onCodeNeeded={() => void router.navigate({ to: "/account/password" })}
      />
    </>
  );
}
