import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Select } from "../../../ui/select.tsx";
import type { RegionChoice } from "./region-picker.tsx";
import { TestOutcome } from "./test-outcome.tsx";
import { type TestInput, useTestCheck } from "./use-test-check.ts";

export interface TestPanelProps {
  organizationId: string;
  choices: readonly RegionChoice[];
  /** The check as it stands in the form; null when the form has errors, which it then shows. */
  prepare: () => Promise<Omit<TestInput, "regionId"> | null>;
  /** Secrets are stored and not typed again: a test goes without them. */
  isWithoutSecrets: boolean;
}

/** Runs the check once as it stands in the form, before anything is saved. */
export function TestPanel({ organizationId, choices, prepare, isWithoutSecrets }: TestPanelProps) {
  const test = useTestCheck(organizationId);
  const live = choices.filter(({ isLive }) => isLive);
  const [wanted, setWanted] = useState<string | null>(null);
  const region = live.find(({ id }) => id === wanted) ?? live[0];
  const testedIn = choices.find(({ id }) => id === test.variables?.regionId)?.name ?? "";

  async function run() {
    if (region === undefined) return;
    const input = await prepare();
    if (input !== null) test.mutate({ ...input, regionId: region.id });
  }

  return (
    <section
      aria-label="Test"
      className="grid gap-3 rounded-card border border-border bg-surface px-4 py-3.5 shadow-card"
    >
      <div className="grid gap-3">
        <p className="text-[13px]/5 text-text-2">
          {region === undefined
            ? "No live probe runs this kind now, so it cannot be tested."
            : "Runs the check once, as it stands here. Nothing is saved."}
          {isWithoutSecrets ? " Stored secrets are not sent with a test: replace them to test with them." : ""}
        </p>
        {region === undefined ? null : (
          <div className="flex flex-wrap gap-2">
            {live.length > 1 ? (
              <Select
                size="small"
                className="w-auto! min-w-36"
                aria-label="Region of the test"
                value={region.id}
                options={live.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={setWanted}
              />
            ) : null}
            <Button size="small" onClick={() => void run()} isBusy={test.isPending}>
              <FlaskConical size={15} strokeWidth={1.75} aria-hidden="true" />
              Test now
            </Button>
          </div>
        )}
      </div>
      {test.error === null ? null : <FormAlert>{sentence(toAppError(test.error))}</FormAlert>}
      {test.data === undefined ? null : <TestOutcome outcome={test.data} regionName={testedIn} />}
    </section>
  );
}
