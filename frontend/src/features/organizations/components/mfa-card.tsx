import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Field } from "../../../ui/field.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { useRequireMfa } from "../mutations.ts";

export interface MfaCardProps {
  organizationId: string;
  isRequired: boolean;
}

/** Whether members need a second factor. Who asks for one has to have one. */
export function MfaCard({ organizationId, isRequired }: MfaCardProps) {
  const save = useRequireMfa(organizationId);
  const change = (isOn: boolean) =>
    save.mutate(isOn, {
      onSuccess: () =>
        showToast({ title: isOn ? "Members need a second factor now" : "Members need no second factor any more" }),
    });
  return (
    <Card>
      <CardHeader title="Security" />
      <div className="p-4">
        <Field
          label="Require a second factor"
          isInline
          hint="Members without one see nothing of the organization until they have set one up and used it."
          error={save.error === null ? undefined : sentence(toAppError(save.error))}
        >
          {(control) => (
            <Switch
              {...control}
              isOn={save.isPending ? save.variables : isRequired}
              isDisabled={save.isPending}
              onChange={change}
            />
          )}
        </Field>
      </div>
    </Card>
  );
}
