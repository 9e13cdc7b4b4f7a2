import { useRouter } from "@tanstack/react-router";
import { SetPasswordForm } from "../../features/accounts/components/set-password-form.tsx";
import { useSession } from "../../lib/session.ts";
import { showToast } from "../../lib/toasts.ts";
import { AccountHeading } from "./account-heading.tsx";

export function SetPassword() {
  const session = useSession();
  const router = useRouter();
  return (
    <>
      <AccountHeading title="Set a new password">For {session?.user.email}.</AccountHeading>
      <SetPasswordForm
        email={session?.user.email ?? ""}
        onSet={() => {
          showToast({ title: "Password saved" });
          void router.navigate({ to: "/" });
        }}
      />
    </>
  );
}
