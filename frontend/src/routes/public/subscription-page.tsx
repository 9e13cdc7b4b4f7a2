import { PageFooter } from "../../features/pages/components/page-footer.tsx";
import { PageHeader } from "../../features/pages/components/page-header.tsx";
import type { PageDescription, PageSnapshot } from "../../features/pages/snapshot.ts";
import { SubscriptionView } from "../../features/subscriptions/components/subscription-view.tsx";
import type { SubscriptionBody } from "../../features/subscriptions/subscription-body.ts";
import { subscriptionStrings } from "../../features/subscriptions/subscription-strings.ts";
import { strings } from "../../lib/strings.ts";
import type { PageData } from "./page-data.ts";

/** Where messages lead that confirm or manage a subscription, and where one begins. */
export function SubscriptionPage({ data }: { data: PageData<SubscriptionBody<PageDescription>> }) {
  const { page, groups } = data.snapshot;
  return (
    <>
      <PageHeader page={page} status="unknown" freshness={null} view={null}>
        <div className="pt-2 pb-7 rows:pt-[26px] rows:pb-9">
          <h1 className="text-[27px] leading-[34px] font-semibold tracking-[-0.022em] rows:text-[34px] rows:leading-10">
            {subscriptionStrings.heading}
          </h1>
          <p className="mt-2 text-[15.5px] leading-6 rows:text-[16px]">{subscriptionStrings.intro}</p>
        </div>
      </PageHeader>
      <main className="page-column py-8">
        <SubscriptionView
          slug={page.slug}
          groups={groups}
          address={{
            supabaseUrl: data.supabaseUrl ?? (typeof location === "undefined" ? "" : location.origin),
            publishableKey: data.publishableKey,
          }}
        />
      </main>
      <PageFooter snapshot={data.snapshot} snapshotUrl={data.snapshotUrl} />
    </>
  );
}

/** What there is to follow of a page, from its snapshot. */
export function subscriptionBodyOf({
  version,
  generated_at,
  page,
  groups,
  components,
}: PageSnapshot): SubscriptionBody<PageDescription> {
  const names = new Map(components.map(({ id, name }) => [id, name]));
  return {
    version,
    generated_at,
    page,
    groups: groups.map(({ id, name, component_ids }) => ({
      id,
      name,
      components: component_ids.map((component) => ({ id: component, name: names.get(component) ?? "" })),
    })),
  };
}

/** The tab's title. */
export function subscriptionTitle({ page }: SubscriptionBody<PageDescription>): string {
  return strings.page.documentTitle(subscriptionStrings.documentTitle, page.title);
}
