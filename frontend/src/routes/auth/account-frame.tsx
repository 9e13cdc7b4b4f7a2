import type { ReactNode } from "react";
import { SignalPicture } from "../../features/accounts/components/signal-picture.tsx";
import { useMedia } from "../../lib/use-media.ts";
import { HeliographMark } from "../../ui/heliograph-mark.tsx";
import { ThemeToggle } from "../../ui/theme-toggle.tsx";

/** Form left, signal picture right; below 1024 px the form alone. `footer` stands at the bottom of the left side. */
export function AccountFrame({ children, footer }: { children: ReactNode; footer?: ReactNode }) {
  const isWide = useMedia("(min-width: 1024px)");
  return (
    <div className="grid min-h-dvh bg-surface split:grid-cols-[560px_1fr]">
      <div className="flex min-w-0 flex-col">
        <header className="flex items-center justify-between px-5 py-4 tablet:px-10 tablet:py-6">
          <span className="flex items-center gap-2.5 font-semibold text-[16px]/6">
            <span className="text-accent">
              <HeliographMark size={23} />
            </span>
            Heliograph
          </span>
          <ThemeToggle initial="system" />
        </header>
        <main className="grid flex-1 items-center px-5 pb-10">
          <div className="mx-auto w-full max-w-[376px] pb-10">{children}</div>
        </main>
        {footer === undefined ? null : (
          <footer className="flex flex-wrap items-center justify-between gap-x-4 px-5 py-6 text-[13px]/5 text-text-2 tablet:px-10">
            {footer}
          </footer>
        )}
      </div>
      {isWide ? (
        <aside aria-hidden="true" className="sticky top-0 h-dvh overflow-hidden bg-[#0a2b30] text-[14px]/6">
          <div className="absolute inset-0">
            <SignalPicture />
          </div>
          <div className="absolute bottom-8 left-11 text-[#9db8bb]">
            <p className="font-semibold text-[#eef5f5]">A heliograph sends words with flashes of sunlight.</p>
            <p>This one is flashing “OK” in Morse. Yours can say what really happens.</p>
          </div>
        </aside>
      ) : null}
    </div>
  );
}
