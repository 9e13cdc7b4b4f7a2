import { type ReactNode, useEffect, useState } from "react";

const lateMs = 150;

/** Shows its children after 150 ms: what loads faster never flickers. The place should be reserved by the caller. */
export function Late({ children }: { children: ReactNode }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), lateMs);
    return () => clearTimeout(timer);
  }, []);
  return <div className={isLate ? undefined : "invisible"}>{children}</div>;
}

/** One block in the place and size of what is coming. */
export function Skeleton({ className = "" }: { className?: string }) {
  return <span aria-hidden="true" className={`skeleton block rounded-chip bg-surface-3 ${className}`} />;
}

/** Rows of a list or table that is coming. */
export function SkeletonRows({ count, className = "h-[50px]" }: { count: number; className?: string }) {
  return (
    <div>
      <span className="sr-only" role="status">
        Loading
      </span>
      {Array.from({ length: count }, (_, index) => index).map((index) => (
        <div
          key={index}
          className={`flex items-center gap-3 border-border border-t px-4 first:border-t-0 ${className}`}
        >
          <Skeleton className="size-4" />
          <Skeleton className={index % 2 === 0 ? "h-3 w-2/5" : "h-3 w-1/3"} />
          <Skeleton className="ml-auto h-3 w-16" />
        </div>
      ))}
    </div>
  );
}
