import { Link, useRouter } from "@tanstack/react-router";
import { DeletedOrganizations } from "../../features/organizations/components/deleted-organizations.tsx";
import { showToast } from "../../lib/toasts.ts";
import { buttonStyles } from "../../ui/button.tsx";
import { PageTitle } from "../../ui/page-title.tsx";

/** Outside of any organization: whoever deleted their only one has no other place. */
export function DeletedOrganizationsPage() {
  const router = useRouter();
  return (
    <main className="mx-auto grid max-w-xl gap-5 px-4 py-16">
      <PageTitle title="Deleted organizations" note="For 30 days an admin can have one back, with everything in it." />
      <DeletedOrganizations
        onRestored={(slug) => {
          showToast({ title: "The organization is back" });
          void router.navigate({ to: "/orgs/$slug", params: { slug } });
        }}
      />
      <div>
        <Link to="/" className={buttonStyles()}>
          Go to your organization
        </Link>
      </div>
    </main>
  );
}
