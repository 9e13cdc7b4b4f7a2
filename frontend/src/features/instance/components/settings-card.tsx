import { useQuery } from "@tanstack/react-query";
import { dateAndTime } from "../../../lib/format.ts";
import type { InstanceMode } from "../../../lib/instance-state.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Field } from "../../../ui/field.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { useSaveInstanceSettings } from "../mutations.ts";
import { instanceQueries } from "../queries.ts";

/** How this Heliograph runs, and who may create accounts. */
export function InstanceSettingsCards() {
  const query = useQuery(instanceQueries.settings());
  const save = useSaveInstanceSettings();

  async function change(isOn: boolean) {
    try {
      await save.mutateAsync(isOn);
      showToast({ title: isOn ? "Invitations may create accounts" : "Invitations create no accounts" });
    } catch (error) {
      showErrorToast("The setting is as before", error);
    }
  }

  return (
    <>
      <Card>
        <CardHeader title="How it runs" />
        <QueryView query={query} skeleton={<SkeletonRows count={1} className="h-[58px]" />}>
          {({ mode, setUpAt }) => (
            <div className="grid gap-1 p-4">
              <p className="font-medium">{modeNames[mode ?? "none"]}</p>
              <p className="text-[13px]/5 text-text-2">
                {modeTexts[mode ?? "none"]}
                {setUpAt === null ? "" : ` Set up on ${dateAndTime(setUpAt, browserZone())}.`}
              </p>
            </div>
          )}
        </QueryView>
      </Card>
      <Card>
        <CardHeader title="Accounts" />
        <QueryView query={query} skeleton={<SkeletonRows count={1} className="h-[58px]" />}>
          {({ mode, mayInvitationsCreateAccounts: isStored }) => (
            <div className="p-4">
              <Field
                label="Invitations may create accounts"
                isInline
                hint={
                  mode === "enterprise"
                    ? "On, whoever an organization invites can create an account with the invited address. Off, they wait until you create it, and Users shows who waits."
                    : "It matters where sign-up is closed. Here it is open to everybody."
                }
              >
                {(control) => (
                  <Switch
                    {...control}
                    isOn={save.isPending ? save.variables : isStored}
                    isDisabled={save.isPending}
                    onChange={(isOn) => void change(isOn)}
                  />
                )}
              </Field>
            </div>
          )}
        </QueryView>
      </Card>
    </>
  );
}

type ModeKey = NonNullable<InstanceMode> | "none";

const modeNames = {
  saas: "For everybody (SaaS)",
  enterprise: "For one company (enterprise)",
  none: "Not chosen yet",
} satisfies Record<ModeKey, string>;

const modeTexts = {
  saas: "Anybody signs up, leaves a card, and creates organizations.",
  enterprise: "Accounts are created here, or come through single sign-on. The license says how many there may be.",
  none: "Sign-up is open, without cards. The first account is asked how this Heliograph runs.",
} satisfies Record<ModeKey, string>;
