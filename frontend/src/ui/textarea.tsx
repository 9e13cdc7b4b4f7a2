import type { ComponentProps } from "react";
import { controlStyles } from "./input.tsx";

export function Textarea({ className = "", rows = 3, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea rows={rows} className={`${controlStyles} resize-y px-2.5 py-1.5 text-[13px]/5 ${className}`} {...props} />
  );
}
