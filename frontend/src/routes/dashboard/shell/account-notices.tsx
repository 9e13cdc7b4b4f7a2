import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { KeyRound, Settings2, ShieldAlert, UserRoundPlus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { accountQueries } from "../../../features/accounts/queries.ts";
import { instanceQueries } from "../../../features/instance/queries.ts";
import { hasSeenInstanceArea, noteInstanceAreaSeen } from "../../../lib/instance-area.ts";
import { instanceStateQuery } from "../../../lib/instance-state.ts";
import { useOrganization } from "../../../lib/organization.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";

const hiddenKey = "heliograph-set-up-later";
const accountsHiddenKey = "heliograph-accounts-later";

/**
 * What the signed-in person should know, wherever they are: an organization that waits for a second factor, a set-up that is due, people
 * who wait for an account, an area that is theirs.
 */
export function AccountNotices() {
  const { userId } = useOrganization();
  const { data: demands } = useQuery(accountQueries.demands(userId));
  const { data: instance } = useQuery(instanceStateQuery());
  const [isHidden, hide] = useHidden(hiddenKey);
  const [areAccountsHidden, hideAccounts] = useHidden(accountsHiddenKey);
  const [isAreaSeen, setAreaSeen] = useState(() => hasSeenInstanceArea(userId));
  const mayCreate = instance?.is_admin === true && instance.sign_up === "closed";
  const { data: invited = [] } = useQuery({ ...instanceQueries.waiting(), enabled: mayCreate });
  const waiting = demands?.organizations ?? [];
  const isSetUpDue = instance?.may_set_up === true && !isHidden;
  const people = areAccountsHidden ? 0 : new Set(invited.map(({ email }) => email)).size;
  const isAreaNews = instance?.is_admin === true && !isAreaSeen;
  if (waiting.length === 0 && !isSetUpDue && !isAreaNews && people === 0) return null;
  return (
    <div className="mb-5 grid gap-2">
      {waiting.length === 0 ? null : (
        <Notice icon={<ShieldAlert size={16} strokeWidth={1.75} aria-hidden="true" />}>
          {new Intl.ListFormat("en").format(waiting.map(({ name }) => name))}{" "}
          {waiting.length === 1 ? "requires" : "require"} a second factor and is out of sight until you have one.{" "}
          <Link to="/account/second-factor">Set it up</Link>
        </Notice>
      )}
      {isSetUpDue ? (
        <Notice icon={<Settings2 size={16} strokeWidth={1.75} aria-hidden="true" />} onClose={hide}>
          This Heliograph is not set up yet: say whether it is for one company or for everybody.{" "}
          <Link to="/setup">Set it up</Link>
        </Notice>
      ) : null}
      {isAreaNews ? (
        <Notice
          icon={<KeyRound size={16} strokeWidth={1.75} aria-hidden="true" />}
          closeLabel="Got it"
          onClose={() => {
            noteInstanceAreaSeen(userId);
            setAreaSeen(true);
          }}
        >
          You administer this Heliograph. Accounts, mail server and settings are in the{" "}
          <Link to="/instance">instance area</Link>, which you also find in the menu of organizations.
        </Notice>
      ) : null}
      {people === 0 ? null : (
        <Notice icon={<UserRoundPlus size={16} strokeWidth={1.75} aria-hidden="true" />} onClose={hideAccounts}>
          {people === 1 ? "Somebody was invited and waits" : `${people} people were invited and wait`} for an account.{" "}
          <Link to="/instance">See who</Link>
        </Notice>
      )}
    </div>
  );
}

/** Whether a notice was put away in this tab, and how that is done. */
function useHidden(key: string): [boolean, () => void] {
  const [isHidden, setHidden] = useState(() => sessionStorage.getItem(key) !== null);
  const hide = () => {
    sessionStorage.setItem(key, "yes");
    setHidden(true);
  };
  return [isHidden, hide];
}

interface NoticeProps {
  icon: ReactNode;
  children: ReactNode;
  onClose?: () => void;
  closeLabel?: string;
}

function Notice({ icon, children, onClose, closeLabel = "Later" }: NoticeProps) {
  return (
    <div className="flex items-start gap-2.5 rounded-card border border-border bg-accent-soft py-2 pr-2 pl-4 text-[13px]/5">
      <span className="mt-[9px] flex-none text-accent">{icon}</span>
      <p className="min-w-0 flex-1 py-[7px]">{children}</p>
      {onClose === undefined ? null : (
        <ToolButton label={closeLabel} onClick={onClose}>
          <X size={15} strokeWidth={1.75} aria-hidden="true" />
        </ToolButton>
      )}
    </div>
  );
}
