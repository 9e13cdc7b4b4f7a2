import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export interface EmptyStateProps {
  icon?: LucideIcon;
  /** One sentence why there is nothing. */
  title: string;
  /** One sentence what to do. */
  text?: ReactNode;
  /** One button, if the role may. */
  action?: ReactNode;
  className?: string;
}

/** In the place of the content, left-aligned, without illustration. */
export function EmptyState({ icon: Icon, title, text, action, className = "px-4 py-5" }: EmptyStateProps) {
  return (
    <div className={`grid justify-items-start gap-1 ${className}`}>
      {Icon === undefined ? null : (
        <Icon size={20} strokeWidth={1.75} className="mb-1 text-text-2" aria-hidden="true" />
      )}
      <p className="font-medium">{title}</p>
      {text === undefined ? null : <p className="max-w-[70ch] text-text-2 text-[13px]/5">{text}</p>}
      {action === undefined ? null : <div className="mt-2">{action}</div>}
    </div>
  );
}
