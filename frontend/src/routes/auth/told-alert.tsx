import { useLocation } from "@tanstack/react-router";
import { AlertConfirmation } from "../../features/alerts/components/alert-confirmation.tsx";
import { ToldAlertView } from "../../features/alerts/components/told-alert-view.tsx";
import { AccountHeading } from "./account-heading.tsx";

/** Where links of alerts lead: to acknowledge one, or to confirm a contact. Behind "#", so that tokens reach no log. */
export function ToldAlert() {
  const { hash } = useLocation();
  const given = new URLSearchParams(hash);
  const [token, confirmation] = [given.get("token"), given.get("confirm")];
  if (token !== null) return <ToldAlertView token={token} Heading={AccountHeading} />;
  if (confirmation !== null) return <AlertConfirmation token={confirmation} Heading={AccountHeading} />;
  return <AccountHeading title="This link is not complete">Open it again from the message, whole.</AccountHeading>;
}
