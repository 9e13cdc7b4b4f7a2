import { SessionsCard } from "../../features/accounts/components/sessions-card.tsx";

export function Sessions() {
  return (
    <>
      <p className="max-w-[65ch] text-text-2">
        Where you are signed in. A session that is ended sees nothing more from that moment on. End what you do not
        recognize, and change your password then.
      </p>
      <SessionsCard />
    </>
  );
}
