import { useRouter } from "@tanstack/react-router";
import { X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";
import { currentToasts, dismissToast, subscribeToasts, type Toast } from "../lib/toasts.ts";
import { StatusGlyph } from "./status-glyph.tsx";

const shownMs = 5_000;
const longMs = 8_000;

/** Where toasts appear. Stands once, at the root. */
export function Toasts() {
  const toasts = useSyncExternalStore(subscribeToasts, currentToasts);
  return (
    <Radix.Provider label="Notice" duration={shownMs} swipeDirection="down">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
      <Radix.Viewport className="fixed right-4 bottom-4 z-70 grid w-[min(380px,calc(100vw-32px))] gap-2 outline-none" />
    </Radix.Provider>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const { undo, link } = toast;
  const router = useRouter();
  return (
    <Radix.Root
      duration={undo === undefined && link === undefined ? shownMs : longMs}
      type={toast.isError === true ? "foreground" : "background"}
      onOpenChange={(isOpen) => {
        if (!isOpen) dismissToast(toast.id);
      }}
      className="float-in flex items-center gap-3 rounded-popover border border-border bg-surface py-2 pr-2 pl-3.5 shadow-float"
    >
      {toast.isError === true ? <StatusGlyph status="major_outage" size={15} /> : null}
      <div className="min-w-0 flex-1 py-1">
        <Radix.Title className="font-medium text-[13px]/5">{toast.title}</Radix.Title>
        {toast.text === undefined ? null : (
          <Radix.Description className="text-[12.5px]/[18px] text-text-2">{toast.text}</Radix.Description>
        )}
      </div>
      {undo === undefined ? null : (
        <Radix.Action asChild altText="Undo">
          <button
            type="button"
            onClick={() => void undo()}
            className="h-8 cursor-pointer rounded-control px-2.5 font-medium text-[13px] text-accent hover:bg-surface-2"
          >
            Undo
          </button>
        </Radix.Action>
      )}
      {link === undefined ? null : (
        <Radix.Action asChild altText={link.label}>
          <button
            type="button"
            onClick={() => void router.navigate({ href: link.href })}
            className="h-8 flex-none cursor-pointer whitespace-nowrap rounded-control px-2.5 font-medium text-[13px] text-accent hover:bg-surface-2"
          >
            {link.label}
          </button>
        </Radix.Action>
      )}
      <Radix.Close
        aria-label="Dismiss"
        className="grid size-8 cursor-pointer place-items-center rounded-control text-text-2 hover:bg-surface-2"
      >
        <X size={15} strokeWidth={1.75} aria-hidden="true" />
      </Radix.Close>
    </Radix.Root>
  );
}
