import { AlertDialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { dialogWidth } from "./dialog-width.ts";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";

export interface ConfirmDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Names the thing: "Remove Jonas Okafor?" */
  title: string;
  /** Names the consequence. */
  description: ReactNode;
  /** The verb, also in the toast that follows: "Remove". */
  action: string;
  /** The words that keep everything as it is. */
  cancel?: string;
  /** Where the loss is large: the name that must be typed first. */
  typeToConfirm?: string;
  isDanger?: boolean;
  isBusy?: boolean;
  /** The dialog stays open; close it when the work is done. */
  onConfirm: () => void;
}

/** Asks before something that cannot be undone. For the rest, do it and offer undo in a toast. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, onOpenChange, title, description, action, cancel = "Cancel", typeToConfirm, onConfirm } = props;
  const { isDanger = true, isBusy = false } = props;
  const [typed, setTyped] = useState("");
  const isAllowed = typeToConfirm === undefined || typed.trim() === typeToConfirm;
  return (
    <Radix.Root
      open={isOpen}
      onOpenChange={(next) => {
        setTyped("");
        onOpenChange(next);
      }}
    >
      <Radix.Portal>
        <Radix.Overlay className="dialog-overlay" />
        <Radix.Content className="dialog-content" style={dialogWidth(440)}>
          <form
            className="grid gap-3 px-5 pt-5 pb-5"
            onSubmit={(event) => {
              event.preventDefault();
              if (isAllowed && !isBusy) onConfirm();
            }}
          >
            <Radix.Title className="font-semibold text-[16px]/6">{title}</Radix.Title>
            <Radix.Description className="text-text-2" asChild>
              <div>{description}</div>
            </Radix.Description>
            {typeToConfirm === undefined ? null : (
              <Field label={`Type “${typeToConfirm}” to confirm`}>
                {(control) => (
                  <Input
                    {...control}
                    value={typed}
                    autoComplete="off"
                    onChange={(event) => setTyped(event.target.value)}
                  />
                )}
              </Field>
            )}
            <div className="mt-1 flex flex-wrap justify-end gap-2">
              <Radix.Cancel asChild>
                <Button>{cancel}</Button>
              </Radix.Cancel>
              <Button type="submit" variant={isDanger ? "danger" : "primary"} disabled={!isAllowed} isBusy={isBusy}>
                {action}
              </Button>
            </div>
          </form>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
