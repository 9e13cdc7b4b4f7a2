import type { ReactNode } from "react";
import { Card } from "./card.tsx";
import { PageTitle } from "./page-title.tsx";
import { Late, Skeleton } from "./skeleton.tsx";

/** In place of a page that failed, is gone or is not for this role: its title, and one card that says why. */
export function PageNotice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title={title} />
      <Card>{children}</Card>
    </div>
  );
}

/** A page with a form that is coming: fields left, something beside them. */
export function FormPageSkeleton({ title }: { title: string }) {
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title={title} />
      <Late>
        <span className="sr-only" role="status">
          Loading
        </span>
        <div className="grid items-start gap-5 rail:grid-cols-[minmax(0,1fr)_400px]">
          <Card className="grid gap-5 px-4 py-4">
            <FieldSkeleton />
            <FieldSkeleton />
            <FieldSkeleton />
            <FieldSkeleton />
          </Card>
          <Card className="grid gap-5 px-4 py-4">
            <FieldSkeleton />
            <FieldSkeleton />
          </Card>
        </div>
      </Late>
    </div>
  );
}

function FieldSkeleton() {
  return (
    <div className="grid gap-2">
      <Skeleton className="h-3 w-24" />
      <Skeleton className="h-(--control-height) w-full" />
    </div>
  );
}
