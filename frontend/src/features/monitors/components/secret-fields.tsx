import { KeyRound } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { PasswordInput } from "../../../ui/password-input.tsx";
import type { SecretValues } from "../monitor-form.ts";
import { HeaderLines } from "./header-lines.tsx";

export interface SecretFieldsProps {
  /** Null: what is stored stays. */
  value: SecretValues | null;
  /** Names of what is stored. */
  stored: readonly string[];
  /** The address leads to another server than the stored one: what is stored is not sent there. */
  isOtherServer: boolean;
  username: string;
  onUsername: (username: string) => void;
  onChange: (value: SecretValues | null) => void;
  empty: SecretValues;
}

/** Passwords and tokens: written, sent by the probe, never read back. */
export function SecretFields({
  value,
  stored,
  isOtherServer,
  username,
  onUsername,
  onChange,
  empty,
}: SecretFieldsProps) {
  if (value === null)
    return (
      <div className="grid gap-3">
        <UsernameField value={username} onChange={onUsername} />
        <div className="flex flex-wrap items-center gap-3 rounded-control border border-border bg-surface-2 px-3 py-2 text-[13px]/5">
          <KeyRound size={15} strokeWidth={1.75} className="text-text-2" aria-hidden="true" />
          <span className="min-w-0 flex-1">
            {stored.join(", ")}:{" "}
            <span className="font-medium">
              {isOtherServer ? "removed when you save, for this is another server" : "set"}
            </span>
          </span>
          <Button size="small" onClick={() => onChange(empty)}>
            Replace
          </Button>
        </div>
      </div>
    );
  return (
    <div className="grid gap-4">
      {stored.length === 0 ? null : (
        <p className="flex flex-wrap items-center gap-3 text-[13px]/5 text-text-2">
          <span className="min-w-0 flex-1">These replace all secrets that are set; empty fields remove them.</span>
          <Button size="small" onClick={() => onChange(null)}>
            Keep what is set
          </Button>
        </p>
      )}
      <div className="grid items-start gap-4 tablet:grid-cols-2">
        <UsernameField value={username} onChange={onUsername} />
        <Field label="Password" isOptional hint="With a user name: basic authentication.">
          {(control) => (
            <PasswordInput
              {...control}
              autoComplete="new-password"
              value={value.password}
              onChange={(event) => onChange({ ...value, password: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="Bearer token" isOptional>
        {(control) => (
          <PasswordInput
            {...control}
            autoComplete="off"
            value={value.token}
            onChange={(event) => onChange({ ...value, token: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-1.5">
        <span className="font-medium text-[13px]/[18px]">
          Secret headers <span className="font-normal text-text-3">(optional)</span>
        </span>
        <HeaderLines
          label="Secret header"
          isSecret
          lines={value.headers}
          onChange={(headers) => onChange({ ...value, headers })}
        />
      </div>
    </div>
  );
}

function UsernameField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <Field label="User name" isOptional>
      {(control) => (
        <Input {...control} autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}
