import { AccountHeading } from "./account-heading.tsx";

/** A change of address was agreed to by one of two. */
export function HalfDone() {
  return (
    <AccountHeading title="One of two is done">
      Now follow the link in the mail to your other address; the change takes effect after that.
    </AccountHeading>
  );
}
