import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ExternalLink, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { sectionsOf } from "../../features/components/list-model.ts";
import { componentQueries } from "../../features/components/queries.ts";
import { isPageSnapshot } from "../../features/pages/snapshot-guard.ts";
import { ComponentsSection } from "../../features/status-pages/components/components-section.tsx";
import { GeneralSection } from "../../features/status-pages/components/general-section.tsx";
import { ThemeSection } from "../../features/status-pages/components/theme-section.tsx";
import { usePageEditor } from "../../features/status-pages/components/use-page-editor.ts";
import { useDeletePage } from "../../features/status-pages/mutations.ts";
import type { EditorSection } from "../../features/status-pages/page-form.ts";
import { type PageRow, pageQueries } from "../../features/status-pages/queries.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { mobileQuery, useMedia } from "../../lib/use-media.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Button, buttonStyles } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { DraftNotice } from "../../ui/draft-notice.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { FormAlert } from "../../ui/form-alert.tsx";
import { NewerVersion } from "../../ui/newer-version.tsx";
import { FormPageSkeleton, PageNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { RouteTabs, routeTabStyles } from "../../ui/route-tabs.tsx";
import { UnsavedDialog } from "../../ui/unsaved-dialog.tsx";
import { PagePreview } from "./components/page-preview.tsx";

const route = getRouteApi("/signed-in/orgs/$slug/pages/$pageId");

export function PageEditor() {
  const { pageId } = route.useParams();
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const page = useQuery(pageQueries.detail(id, pageId));
  const shown = useQuery(pageQueries.components(id));
  const title = page.data?.title ?? "";
  useBreadcrumb([{ label: "Status pages", href: `/orgs/${slug}/pages` }, { label: title }]);
  useWhere(`on the page ${title}`);
  const failed = [page, shown].find((query) => query.data === undefined && query.error !== null);
  if (failed !== undefined)
    return (
      <PageNotice title="Status page">
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} isRetrying={failed.isFetching} />
      </PageNotice>
    );
  if (page.data === undefined || shown.data === undefined)
    return <FormPageSkeleton title={title === "" ? "Status page" : title} />;
  if (page.data === null)
    return (
      <PageNotice title="Status page">
        <EmptyState
          title="This status page does not exist any more"
          text="It was deleted."
          action={
            <Link to="/orgs/$slug/pages" params={{ slug }} className={buttonStyles()}>
              All status pages
            </Link>
          }
        />
      </PageNotice>
    );
  const componentIds = shown.data.filter((entry) => entry.status_page_id === pageId).map((entry) => entry.component_id);
  if (!can("pages.write"))
    return (
      <PageNotice title={title}>
        <EmptyState
          title="Your role cannot change status pages"
          text="Ask an admin or an editor."
          action={<PublicLink page={page.data} />}
        />
      </PageNotice>
    );
  return <Editor key={pageId} page={page.data} componentIds={componentIds} />;
}

function PublicLink({ page }: { page: PageRow }) {
  return (
    <a href={`/status/${page.slug}`} target="_blank" rel="noreferrer" className={buttonStyles()}>
      Open the page
      <ExternalLink size={15} strokeWidth={1.75} aria-label="in a new tab" />
    </a>
  );
}

const sections = [
  { id: "general", label: "General" },
  { id: "components", label: "Components" },
  { id: "theme", label: "Theme" },
] as const satisfies readonly { id: EditorSection; label: string }[];
const previewTab = { id: "preview", label: "Preview" } as const;

function Editor({ page, componentIds }: { page: PageRow; componentIds: readonly string[] }) {
  const { id, slug } = useOrganization();
  const { section: wanted = "general" } = route.useSearch();
  const navigate = route.useNavigate();
  const isMobile = useMedia(mobileQuery);
  // Where there is room the preview stands beside every section.
  const isPreview = isMobile && wanted === "preview";
  const section = wanted === "preview" ? "general" : wanted;
  const tabs = isMobile ? [...sections, previewTab] : sections;
  const [isDeleting, setDeleting] = useState(false);
  const remove = useDeletePage(id);
  const { data: components = [] } = useQuery(componentQueries.list(id));
  const { data: groups = [] } = useQuery(componentQueries.groups(id));
  const { data: snapshot } = useQuery(pageQueries.snapshot(id, page.id));
  const choices = useMemo(() => sectionsOf(components, groups), [components, groups]);
  const editor = usePageEditor({
    organizationId: id,
    page,
    componentIds,
    onSection: (next) => void navigate({ search: { section: next }, replace: true }),
  });
  const { form, draft, guard } = editor;
  const body: unknown = snapshot?.body;
  return (
    <form noValidate onSubmit={editor.submit} className="grid grid-cols-1 gap-5">
      <UnsavedDialog guard={guard} />
      <PageTitle title={page.title}>
        <PublicLink page={page} />
        <Button onClick={() => setDeleting(true)}>
          <Trash2 size={15} strokeWidth={1.75} aria-hidden="true" />
          Delete
        </Button>
      </PageTitle>
      <DraftNotice restoredAt={draft.restoredAt} onDiscard={editor.discard} />
      {editor.version.isOutdated ? (
        <NewerVersion onReview={editor.version.review} onKeep={editor.version.keepMine} />
      ) : null}
      <FormAlert>{form.formState.errors.root?.message}</FormAlert>
      <div className="grid items-start gap-5 rail:grid-cols-[minmax(380px,460px)_minmax(0,1fr)]">
        <Card className="min-w-0">
          <RouteTabs label="Sections">
            {tabs.map(({ id: value, label }) => (
              <Link
                key={value}
                to="/orgs/$slug/pages/$pageId"
                params={{ slug, pageId: page.id }}
                search={{ section: value }}
                replace
                className={routeTabStyles}
                aria-current={(isPreview ? "preview" : section) === value ? "page" : undefined}
              >
                {label}
              </Link>
            ))}
          </RouteTabs>
          <div className="grid gap-5 px-4 py-4" hidden={isPreview}>
            {section === "general" ? <GeneralSection form={form} storedSlug={page.slug} /> : null}
            {section === "components" ? (
              <ComponentsSection form={form} groups={choices}>
                Their order is that of{" "}
                <Link to="/orgs/$slug/components" params={{ slug }}>
                  Components
                </Link>
                .
              </ComponentsSection>
            ) : null}
            {section === "theme" ? (
              <ThemeSection form={form} logoUrl={editor.logoUrl} onLogo={editor.chooseLogo} />
            ) : null}
          </div>
        </Card>
        {isMobile && !isPreview ? null : isPageSnapshot(body) ? (
          <PagePreview stored={body} values={form.watch()} logoUrl={editor.logoUrl} />
        ) : null}
      </div>
      {editor.hasChanges ? (
        <section className="publish-bar" aria-label="Unpublished changes">
          <p className="min-w-0 flex-1 text-[13px]/5">Not published yet. Visitors see the page as it was.</p>
          <Button onClick={editor.discard}>Discard</Button>
          <Button type="submit" variant="primary" isBusy={editor.isPublishing}>
            Publish
          </Button>
        </section>
      ) : null}
      <ConfirmDialog
        isOpen={isDeleting}
        onOpenChange={setDeleting}
        title={`Delete the page ${page.title}?`}
        description={`Its address /status/${page.slug} stops working at once. The components stay.`}
        action="Delete page"
        typeToConfirm={page.title}
        isBusy={remove.isPending}
        onConfirm={() =>
          // By promise: the editor is gone as soon as the page is.
          void remove.mutateAsync(page).then(
            () => navigate({ to: "/orgs/$slug/pages", params: { slug }, ignoreBlocker: true }),
            () => {},
          )
        }
      />
    </form>
  );
}
