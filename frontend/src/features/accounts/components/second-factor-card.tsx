import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import { dayFull } from "../../../lib/format.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { useCreateRecoveryCodes, useRemoveFactor } from "../mutations.ts";
import { accountQueries, type SecondFactor } from "../queries.ts";
import { EnrolFactor } from "./enrol-factor.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

interface NewCodes {
  codes: readonly string[];
  /** They came with a second factor that was set up just now. */
  isSetUp: boolean;
}

/** The account's second factor: set up, proven, its recovery codes, removed. @param onReady it is new, and its codes are saved */
export function SecondFactorCard({ onReady }: { onReady: () => void }) {
  const query = useQuery(accountQueries.secondFactor());
  const [fresh, setFresh] = useState<NewCodes | null>(null);
  return (
    <Card>
      <CardHeader title="Second factor" />
      {fresh !== null ? (
        <div className="p-4">
          <RecoveryCodes
            codes={fresh.codes}
            onSaved={() => {
              setFresh(null);
              if (fresh.isSetUp) onReady();
            }}
          />
        </div>
      ) : (
        <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
          {(factor) =>
            factor === null ? (
              <div className="p-4">
                <EnrolFactor onEnrolled={(codes) => setFresh({ codes, isSetUp: true })} />
              </div>
            ) : (
              <Proven factor={factor} onCodes={(codes) => setFresh({ codes, isSetUp: false })} />
            )
          }
        </QueryView>
      )}
    </Card>
  );
}

function Proven({ factor, onCodes }: { factor: SecondFactor; onCodes: (codes: string[]) => void }) {
  const left = useQuery(accountQueries.recoveryCodesLeft());
  const [asked, setAsked] = useState<"codes" | "remove" | null>(null);
  const createCodes = useCreateRecoveryCodes();
  const remove = useRemoveFactor();
  const close = () => setAsked(null);
  return (
    <>
      <div>
        <Row
          title={
            <span className="flex items-center gap-2">
              <ShieldCheck
                size={16}
                strokeWidth={1.75}
                data-status="operational"
                className="text-status-fg"
                aria-hidden="true"
              />
              Authenticator app
            </span>
          }
          text={`On since ${dayFull(factor.createdAt.slice(0, 10))}. You are asked for its code when you sign in.`}
        >
          <Button onClick={() => setAsked("remove")}>Remove</Button>
        </Row>
        <QueryView query={left} skeleton={<SkeletonRows count={1} />}>
          {(count) => (
            <Row title="Recovery codes" text={codesLeft(count)}>
              <Button onClick={() => setAsked("codes")}>Make new ones</Button>
            </Row>
          )}
        </QueryView>
      </div>
      <ConfirmDialog
        isOpen={asked === "codes"}
        onOpenChange={close}
        title="Make new recovery codes?"
        description="Those you have now stop working."
        action="Make new ones"
        isDanger={false}
        isBusy={createCodes.isPending}
        onConfirm={() =>
          createCodes.mutate(undefined, {
            onSuccess: onCodes,
            onError: (error) => showErrorToast("Your codes are as they were", error),
            onSettled: close,
          })
        }
      />
      <ConfirmDialog
        isOpen={asked === "remove"}
        onOpenChange={close}
        title="Remove the second factor?"
        description="Your password alone lets you in then. Organizations that require a second factor are closed to you until you set one up again."
        action="Remove"
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate(factor.id, {
            onSuccess: () => showToast({ title: "Second factor removed" }),
            onError: (error) => showErrorToast("The second factor is still there", error),
            onSettled: close,
          })
        }
      />
    </>
  );
}

function codesLeft(count: number): string {
  if (count === 0) return "None left. Make new ones, so that a lost phone does not lock you out.";
  return `${count} of 10 left, for when your phone is lost.`;
}

interface RowProps {
  title: ReactNode;
  text: string;
  children: ReactNode;
}

function Row({ title, text, children }: RowProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-border border-b p-4 last:border-b-0">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{title}</p>
        <p className="mt-0.5 text-[13px]/5 text-text-2">{text}</p>
      </div>
      {children}
    </div>
  );
}
