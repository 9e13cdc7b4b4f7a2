import { useMutation } from "@tanstack/react-query";
import { Button } from "../../../ui/button.tsx";
import { CopyField } from "../../../ui/copy-field.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { type Enrolment, useCreateRecoveryCodes, useEnrol, useFinishEnrolment } from "../mutations.ts";
import { CodeForm } from "./code-form.tsx";

export interface EnrolFactorProps {
  /** The app is proven, and these are the account's recovery codes. */
  onEnrolled: (codes: string[]) => void;
}

/** Sets up an authenticator app: QR code and key, then the first code it shows. */
export function EnrolFactor({ onEnrolled }: EnrolFactorProps) {
  const enrol = useEnrol();
  const prove = useFinishEnrolment();
  const createCodes = useCreateRecoveryCodes();
  const finish = useMutation({ mutationFn: () => createCodes.mutateAsync(), onSuccess: onEnrolled });

  if (enrol.error !== null) return <ErrorState error={enrol.error} onRetry={() => enrol.mutate()} className="" />;
  if (finish.error !== null)
    return (
      <ErrorState error={finish.error} onRetry={() => finish.mutate()} isRetrying={finish.isPending} className="" />
    );
  if (enrol.data === undefined) {
    return (
      <div className="grid justify-items-start gap-3">
        <p className="max-w-[60ch] text-text-2">
          Besides your password, a code from an app on your phone. Any authenticator app does: those of your phone's
          maker, of password managers, or a free one.
        </p>
        <Button variant="primary" isBusy={enrol.isPending} onClick={() => enrol.mutate()}>
          Set up an authenticator app
        </Button>
      </div>
    );
  }
  return (
    <Scan
      enrolment={enrol.data}
      onCode={async (code) => {
        await prove.mutateAsync({ factorId: enrol.data.factorId, code });
        await finish.mutateAsync();
      }}
    />
  );
}

function Scan({ enrolment, onCode }: { enrolment: Enrolment; onCode: (code: string) => Promise<void> }) {
  return (
    <ol className="grid gap-6">
      <li className="grid gap-3">
        <h3 className="font-semibold text-[14px]/5">1. Scan this with the app</h3>
        {/* White in both themes: apps do not read light squares on dark. */}
        <img
          src={enrolment.qrCode}
          alt="QR code for the authenticator app"
          width={196}
          height={196}
          className="size-[196px] rounded-control bg-[#fff] p-2"
        />
        <div className="grid max-w-[420px] gap-1.5 text-[13px]/5 text-text-2">
          Or type this key into it:
          <CopyField label="Key" value={enrolment.key} />
        </div>
      </li>
      <li className="grid max-w-[420px] gap-3">
        <h3 className="font-semibold text-[14px]/5">2. Enter the code it shows</h3>
        <CodeForm label="Six digits" action="Turn on" onSubmit={onCode} />
      </li>
    </ol>
  );
}
