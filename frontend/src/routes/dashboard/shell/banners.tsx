import { Link, useRouter } from "@tanstack/react-router";
import { AnnouncementBanners } from "../../../features/announcements/components/announcement-banners.tsx";
import { ImpersonationBanner } from "../../../features/impersonation/components/impersonation-banner.tsx";
import { buttonStyles } from "../../../ui/button.tsx";

/**
 * What concerns every screen, above it.
 * @param organizationId the organization in sight, if one is
 */
export function Banners({ organizationId }: { organizationId?: string }) {
  const router = useRouter();
  return (
    <>
      <ImpersonationBanner
        renderLink={(impersonation) =>
          impersonation.organization_id === organizationId ? null : (
            <Link to="/orgs/$slug" params={{ slug: impersonation.slug }} className={buttonStyles({ size: "small" })}>
              Open it
            </Link>
          )
        }
        onEnded={() => void router.navigate({ to: "/instance/organizations", ignoreBlocker: true })}
      />
      <AnnouncementBanners />
    </>
  );
}
