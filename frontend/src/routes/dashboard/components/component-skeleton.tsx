import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Late, Skeleton, SkeletonRows } from "../../../ui/skeleton.tsx";

/** A component's page that is coming: title, tabs, and the cards of its overview where that is what was opened. */
export function ComponentSkeleton({ isOverview }: { isOverview: boolean }) {
  return (
    <Late>
      <div className="grid grid-cols-1 gap-5">
        <div className="grid gap-2">
          <div className="flex items-center gap-3">
            <Skeleton className="size-6 rounded-full!" />
            <Skeleton className="h-7 w-64" />
          </div>
          <Skeleton className="h-4 w-80 max-w-full tablet:ml-9" />
        </div>
        <div className="flex h-10 items-center gap-6 border-border border-b px-3">
          <Skeleton className="h-3 w-16" />
          <Skeleton className="h-3 w-16" />
          <Skeleton className="h-3 w-16" />
        </div>
        {isOverview ? (
          <Overview />
        ) : (
          <Card>
            <SkeletonRows count={8} className="h-[38px]" />
          </Card>
        )}
      </div>
    </Late>
  );
}

function Overview() {
  return (
    <div className="grid items-start gap-5 rail:grid-cols-[minmax(0,1fr)_316px]">
      <div className="grid min-w-0 gap-5">
        <Card>
          <div className="grid grid-cols-2 gap-4 px-4 py-4 tablet:grid-cols-4">
            {["1 day", "7 days", "30 days", "90 days"].map((range) => (
              <div key={range} className="grid gap-2">
                <Skeleton className="h-3 w-16" />
                <Skeleton className="h-5 w-24" />
              </div>
            ))}
          </div>
          <div className="h-[92px] border-border border-t px-4 pt-4">
            <Skeleton className="h-7 w-full" />
          </div>
        </Card>
        <Card>
          <CardHeader title="Response time by region" />
          <Skeleton className="m-4 h-[232px]" />
        </Card>
      </div>
      <div className="grid gap-5 tablet:grid-cols-2 rail:grid-cols-1">
        <Card>
          <CardHeader title="Now" />
          <SkeletonRows count={5} className="h-8 border-t-0" />
        </Card>
        <Card>
          <CardHeader title="Details" />
          <SkeletonRows count={5} className="h-8 border-t-0" />
        </Card>
      </div>
    </div>
  );
}
