import {
  BellRing,
  Blocks,
  LayoutDashboard,
  type LucideIcon,
  Mailbox,
  PanelTop,
  Radar,
  ScrollText,
  Settings,
  Siren,
  UsersRound,
  Wrench,
} from "lucide-react";
import type { Permission } from "../../../lib/permissions.ts";

export interface NavItem {
  to:
    | "/orgs/$slug"
    | "/orgs/$slug/alerts"
    | "/orgs/$slug/audit"
    | "/orgs/$slug/components"
    | "/orgs/$slug/incidents"
    | "/orgs/$slug/maintenance"
    | "/orgs/$slug/pages"
    | "/orgs/$slug/probes"
    | "/orgs/$slug/subscribers"
    | "/orgs/$slug/team"
    | "/orgs/$slug/settings";
  label: string;
  icon: LucideIcon;
  /** Second key after "g". */
  key: string;
  /** Without it the screen would only say that the role may not. */
  permission?: Permission;
  count?: "alerts" | "components" | "incidents" | "maintenance" | "probes";
}

/** The sidebar, in three groups; the first has no heading. */
export const navGroups: readonly { heading: string | null; items: readonly NavItem[] }[] = [
  {
    heading: null,
    items: [
      { to: "/orgs/$slug", label: "Overview", icon: LayoutDashboard, key: "o" },
      { to: "/orgs/$slug/incidents", label: "Incidents", icon: Siren, key: "i", count: "incidents" },
      { to: "/orgs/$slug/maintenance", label: "Maintenance", icon: Wrench, key: "m", count: "maintenance" },
      { to: "/orgs/$slug/alerts", label: "Alerts", icon: BellRing, key: "a", count: "alerts" },
      { to: "/orgs/$slug/components", label: "Components", icon: Blocks, key: "c", count: "components" },
      { to: "/orgs/$slug/pages", label: "Status pages", icon: PanelTop, key: "s" },
      { to: "/orgs/$slug/subscribers", label: "Subscribers", icon: Mailbox, key: "u" },
    ],
  },
  {
    heading: "Infrastructure",
    items: [{ to: "/orgs/$slug/probes", label: "Probes", icon: Radar, key: "p", count: "probes" }],
  },
  {
    heading: "Organization",
    items: [
      { to: "/orgs/$slug/team", label: "Team", icon: UsersRound, key: "t" },
      { to: "/orgs/$slug/audit", label: "Audit log", icon: ScrollText, key: "l", permission: "audit.read" },
      { to: "/orgs/$slug/settings", label: "Settings", icon: Settings, key: "e" },
    ],
  },
];
