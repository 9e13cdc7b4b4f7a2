import { type ReactNode, useEffect } from "react";

/** Title of a screen before sign-in, and the way to another one. */
export function AccountHeading({ title, children }: { title: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Heliograph`;
  }, [title]);
  return (
    <div className="mb-7">
      <h1 className="font-semibold text-[27px]/9 tracking-[-0.012em]">{title}</h1>
      {children === undefined ? null : <p className="mt-1 text-[15px]/6 text-text-2">{children}</p>}
    </div>
  );
}
