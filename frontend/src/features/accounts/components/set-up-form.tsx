import { RadioGroup } from "radix-ui";
import { useState } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { useSetUpInstance } from "../mutations.ts";

const modes = [
  {
    value: "enterprise",
    title: "For one company",
    text: "Enterprise mode. Nobody signs up by themselves any more: you make the accounts, or a company's single sign-on does. A license key says how many there may be.",
  },
  {
    value: "saas",
    title: "For everybody",
    text: "SaaS mode. Anybody creates an account, leaves a card, and starts an organization of their own.",
  },
] as const;

/** The choice of how this Heliograph runs, made once. */
export function SetUpForm({ onDone }: { onDone: () => void }) {
  const [mode, setMode] = useState<(typeof modes)[number]["value"] | null>(null);
  const setUp = useSetUpInstance();
  const [isMissing, setMissing] = useState(false);
  const problem = isMissing ? "Choose one of them." : setUp.error === null ? null : sentence(toAppError(setUp.error));
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(mode === null);
        if (mode !== null && !setUp.isPending) setUp.mutate(mode, { onSuccess: onDone });
      }}
    >
      <FormAlert>{problem}</FormAlert>
      <RadioGroup.Root
        aria-label="How this Heliograph runs"
        value={mode}
        onValueChange={(value) => setMode(modes.find((known) => known.value === value)?.value ?? null)}
        className="grid gap-3"
      >
        {modes.map(({ value, title, text }) => (
          <RadioGroup.Item
            key={value}
            value={value}
            className="flex cursor-pointer gap-3 rounded-card border border-border-strong p-4 text-left hover:bg-surface-2 data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft"
          >
            <span className="mt-0.5 grid size-4 flex-none place-items-center rounded-full border border-border-strong bg-surface">
              <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
            </span>
            <span className="grid gap-1">
              <span className="font-semibold text-[14px]/5">{title}</span>
              <span className="text-[13px]/5 text-text-2">{text}</span>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <p className="text-[13px]/5 text-text-2">
        You become master administrator of this Heliograph. The choice cannot be changed here afterwards.
      </p>
      <Button type="submit" variant="primary" size="large" isBusy={setUp.isPending}>
        Set up
      </Button>
    </form>
  );
}
