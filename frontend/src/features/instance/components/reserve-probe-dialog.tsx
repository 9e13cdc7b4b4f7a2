import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { Controller, useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { useReserveProbe } from "../mutations.ts";
import { instanceQueries } from "../queries.ts";
import { type ProbeValues, ProbeForm as Schema } from "../schemas.ts";

export interface ReserveProbeDialogProps {
  onClose: () => void;
  /** The name is kept; its key is there to be shown. */
  onReserved: (key: string) => void;
}

/** Keeps a name for a probe that is to come. */
export function ReserveProbeDialog({ onClose, onReserved }: ReserveProbeDialogProps) {
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title="Reserve a probe"
      description="Its name is kept for whoever has the key that you get next."
    >
      <Reserve onClose={onClose} onReserved={onReserved} />
    </Dialog>
  );
}

function Reserve({ onClose, onReserved }: ReserveProbeDialogProps) {
  const reserve = useReserveProbe();
  const { data: regions = [] } = useQuery(instanceQueries.regions());
  const form = useForm<ProbeValues>({ resolver: zodResolver(Schema), defaultValues: { name: "", region: "" } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      onReserved(await reserve.mutateAsync(values));
    } catch (error) {
      showServerError(form, error, { name: "name", region_id: "region" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="Name" hint="As PROBE_NAME." error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register("name")} autoComplete="off" placeholder="frankfurt-1" />}
      </Field>
      <Field label="Region" hint="As PROBE_REGION." error={errors.region?.message}>
        {(control) => (
          <Controller
            control={form.control}
            name="region"
            render={({ field }) => (
              <Select
                {...control}
                value={field.value}
                options={regions.map(({ id, name }) => ({ value: id, label: name, detail: id }))}
                onChange={field.onChange}
              />
            )}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={reserve.isPending}>
          Reserve
        </Button>
      </div>
    </form>
  );
}
