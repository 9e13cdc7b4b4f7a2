import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { showServerError } from "../../../lib/form-errors.ts";
import { wholeNumber } from "../../../lib/format.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Chip } from "../../../ui/chip.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { Textarea } from "../../../ui/textarea.tsx";
import { useInstallLicense } from "../mutations.ts";
import { type LicenseFacts, licenseQueries } from "../queries.ts";
import { licenseMarks, licenseNames, licenseText } from "../words.ts";

/**
 * What the license allows, and where a new key goes.
 * @param isCounted whether accounts are limited here at all
 */
export function LicenseCards({ isCounted }: { isCounted: boolean }) {
  const query = useQuery(licenseQueries.state());
  return (
    <>
      <Card>
        <CardHeader title="License" />
        <QueryView query={query} skeleton={<SkeletonRows count={3} />}>
          {(license) => <Facts license={license} isCounted={isCounted} />}
        </QueryView>
      </Card>
      <Card>
        <CardHeader title="Install a key" />
        <InstallForm />
      </Card>
    </>
  );
}

function Facts({ license, isCounted }: { license: LicenseFacts; isCounted: boolean }) {
  const { state, subject, seats, used_seats: used, features } = license;
  return (
    <div className="grid gap-4 p-4">
      <div className="grid gap-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusBadge status={licenseMarks[state]}>{licenseNames[state]}</StatusBadge>
          {subject === null || state === "tampered" ? null : <span className="font-medium">{subject}</span>}
        </p>
        <p className="text-[13px]/5 text-text-2">
          {isCounted || state !== "none" ? `${licenseText(license)} ` : ""}
          {isCounted ? "" : "Accounts are counted only where one company runs Heliograph; here they are not limited."}
        </p>
      </div>
      {isCounted || state !== "none" ? <Seats used={used} seats={seats} isFull={isCounted && used >= seats} /> : null}
      {features.length === 0 ? null : (
        <p className="flex flex-wrap items-center gap-1.5 text-[13px]/5">
          Includes
          {features.map((feature) => (
            <Chip key={feature}>{feature.replaceAll("_", " ")}</Chip>
          ))}
        </p>
      )}
    </div>
  );
}

function Seats({ used, seats, isFull }: { used: number; seats: number; isFull: boolean }) {
  const share = Math.min(1, used / Math.max(1, seats));
  return (
    <div className="grid gap-1.5" data-status={isFull ? "major_outage" : undefined}>
      <p className="flex items-baseline justify-between gap-4 text-[13px]/5">
        <span className="font-medium">Accounts</span>
        <span className={isFull ? "font-medium text-status-fg" : "text-text-2"}>
          {wholeNumber(used)} of {wholeNumber(seats)}
          {isFull ? ": all in use" : ""}
        </span>
      </p>
      <meter className="sr-only" aria-label="Accounts in use" min={0} max={seats} value={Math.min(used, seats)}>
        {used} of {seats}
      </meter>
      <span aria-hidden="true" className="relative block h-2 overflow-hidden rounded-full bg-surface-3">
        <span
          className={`absolute inset-y-0 left-0 rounded-full ${isFull ? "bg-status-solid" : "bg-text-2"}`}
          style={{ width: `${share * 100}%` }}
        />
      </span>
    </div>
  );
}

const Form = z.object({ key: z.string().trim().startsWith("hgl1.", "A license key begins with hgl1.") });

function InstallForm() {
  const install = useInstallLicense();
  const form = useForm<z.infer<typeof Form>>({ resolver: zodResolver(Form), defaultValues: { key: "" } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ key }) => {
    try {
      const { subject } = await install.mutateAsync(key);
      form.reset();
      showToast({ title: `License of ${subject} installed` });
    } catch (error) {
      showServerError(form, error, { license_key: "key" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-4 p-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="License key" hint="The whole text, from hgl1. to its end." error={errors.key?.message}>
        {(control) => (
          <Textarea
            {...control}
            {...form.register("key")}
            rows={4}
            spellCheck={false}
            autoComplete="off"
            className="break-all font-mono text-[12.5px]!"
          />
        )}
      </Field>
      <div>
        <Button type="submit" variant="primary" isBusy={install.isPending}>
          Install
        </Button>
      </div>
    </form>
  );
}
