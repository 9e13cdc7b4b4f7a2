import { Outlet } from "@tanstack/react-router";
import { AccountFrame } from "./account-frame.tsx";

/** Around every screen before sign-in. */
export function AccountLayout() {
  return (
    <AccountFrame>
      <Outlet />
    </AccountFrame>
  );
}
