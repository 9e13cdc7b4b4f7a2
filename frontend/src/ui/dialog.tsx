import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { dialogWidth } from "./dialog-width.ts";
import { ToolButton } from "./tool-button.tsx";

export interface DialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  /** One or two sentences below the title. */
  description?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  /** Nothing is entered first: the dialog itself takes the focus, and no button shows its tooltip unasked. */
  isForReading?: boolean;
  /** Width in pixels on large screens; default 480. */
  width?: number;
  children?: ReactNode;
}

/** A dialog; on small screens it comes from below. Focus goes back where it came from. */
export function Dialog(props: DialogProps) {
  const { isOpen, onOpenChange, title, description, footer, isForReading = false, width = 480, children } = props;
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-overlay" />
        <Radix.Content
          className="dialog-content"
          style={dialogWidth(width)}
          onOpenAutoFocus={(event) => {
            if (!isForReading) return;
            event.preventDefault();
            if (event.target instanceof HTMLElement) event.target.focus();
          }}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
        >
          <Radix.Title className="py-4 pr-14 pl-5 font-semibold text-[16px]/6">{title}</Radix.Title>
          <div className="overflow-y-auto px-5 pb-5 -mt-1.5">
            {description === undefined ? null : (
              <Radix.Description className="text-text-2" asChild>
                <div>{description}</div>
              </Radix.Description>
            )}
            {children}
          </div>
          {footer === undefined ? null : <div className="dialog-footer">{footer}</div>}
          {/* Last, so that the first field gets the focus. */}
          <Radix.Close asChild>
            <ToolButton label="Close" className="absolute! top-2.5 right-2.5">
              <X size={16} strokeWidth={1.75} aria-hidden="true" />
            </ToolButton>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
