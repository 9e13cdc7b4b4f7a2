import { Link } from "@tanstack/react-router";
import { buttonStyles } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { PageNotice } from "../../../ui/page-states.tsx";

/** In the place of a screen about a component that is gone. @param title the screen's */
export function MissingComponent({ slug, title }: { slug: string; title: string }) {
  return (
    <PageNotice title={title}>
      <EmptyState
        title="This component does not exist any more"
        text="It was deleted or archived."
        action={
          <Link to="/orgs/$slug/components" params={{ slug }} className={buttonStyles()}>
            All components
          </Link>
        }
      />
    </PageNotice>
  );
}
