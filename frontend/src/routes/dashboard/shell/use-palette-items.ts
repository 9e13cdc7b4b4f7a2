import { useQuery } from "@tanstack/react-query";
import {
  Building2,
  CirclePlay,
  Keyboard,
  LogOut,
  Moon,
  Plus,
  Siren,
  Sun,
  SunMoon,
  UserRoundPlus,
  Wrench,
} from "lucide-react";
import { componentQueries } from "../../../features/components/queries.ts";
import { incidentQueries } from "../../../features/incidents/queries.ts";
import { statusNames } from "../../../features/incidents/words.ts";
import { maintenanceQueries } from "../../../features/maintenances/queries.ts";
import { useCheckNow } from "../../../features/monitors/mutations.ts";
import { monitorQueries } from "../../../features/monitors/queries.ts";
import { organizationQueries } from "../../../features/organizations/queries.ts";
import { pageQueries } from "../../../features/status-pages/queries.ts";
import { teamQueries } from "../../../features/team/queries.ts";
import { dateAndTime } from "../../../lib/format.ts";
import { statusOfImpact } from "../../../lib/notices.ts";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { roleNames } from "../../../lib/permissions.ts";
import { signOut } from "../../../lib/session.ts";
import { writeTheme } from "../../../lib/theme.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { navGroups } from "./nav-items.ts";
import type { PaletteItem } from "./palette-search.ts";

/** Everything the palette can find, as far as the role may use it. */
export function usePaletteItems({ onHelp }: { onHelp: () => void }): PaletteItem[] {
  const { id, slug, userId } = useOrganization();
  const { can } = usePermissions();
  const checkNow = useCheckNow();
  const { data: components = [] } = useQuery(componentQueries.list(id));
  const { data: groups = [] } = useQuery(componentQueries.groups(id));
  const { data: monitors = [] } = useQuery(monitorQueries.list(id));
  const { data: incidents = [] } = useQuery(incidentQueries.open(id));
  const { data: maintenances = [] } = useQuery(maintenanceQueries.ahead(id));
  const { data: pages = [] } = useQuery(pageQueries.list(id));
  const { data: members = [] } = useQuery(teamQueries.members(id));
  const { data: organizations = [] } = useQuery(organizationQueries.mine(userId));
  const base = `/orgs/${slug}`;
  const items: PaletteItem[] = [];
  const add = (item: PaletteItem) => items.push(item);

  if (can("incidents.write"))
    add({
      id: "new-incident",
      group: "Actions",
      label: "Declare incident",
      icon: Siren,
      href: `${base}/incidents/new`,
    });
  if (can("components.write"))
    add({
      id: "new-component",
      group: "Actions",
      label: "Create component",
      icon: Plus,
      href: `${base}/components/new`,
    });
  if (can("incidents.write")) {
    const href = `${base}/maintenance/new`;
    add({ id: "new-maintenance", group: "Actions", label: "Plan maintenance", icon: Wrench, href });
  }
  if (can("pages.write"))
    add({ id: "new-page", group: "Actions", label: "Create status page", icon: Plus, href: `${base}/pages/new` });
  if (can("members.write"))
    add({
      id: "new-member",
      group: "Actions",
      label: "Invite a member",
      icon: UserRoundPlus,
      href: `${base}/team?add=true`,
    });
  for (const item of navGroups.flatMap((group) => group.items)) {
    if (item.permission !== undefined && !can(item.permission)) continue;
    const href = item.to.replace("$slug", slug);
    add({ id: `go-${item.key}`, group: "Actions", label: `Go to ${item.label.toLowerCase()}`, icon: item.icon, href });
  }
  if (can("monitors.write")) {
    for (const component of components) {
      const own = monitors.filter((monitor) => monitor.component_id === component.id && monitor.paused_at === null);
      const leased = own.filter(({ kind }) => kind !== "heartbeat");
      if (leased.length === 0) continue;
      const run = () => checkNow.mutate({ name: component.name, monitorIds: leased.map((monitor) => monitor.id) });
      const label = `Check ${component.name} now`;
      add({ id: `check-${component.id}`, group: "Actions", label, icon: CirclePlay, run, isOnlyOnSearch: true });
    }
  }
  add({ id: "help", group: "Actions", label: "Show keyboard shortcuts", icon: Keyboard, run: onHelp });
  const themes = { system: SunMoon, light: Sun, dark: Moon } as const;
  for (const theme of ["system", "light", "dark"] as const) {
    const run = () => writeTheme(theme);
    add({
      id: `theme-${theme}`,
      group: "Actions",
      label: `Theme: ${theme}`,
      icon: themes[theme],
      run,
      isOnlyOnSearch: true,
    });
  }
  const createOrganization = { label: "Create organization", icon: Building2, href: "/new-organization" };
  add({ id: "new-organization", group: "Actions", isOnlyOnSearch: true, ...createOrganization });
  add({
    id: "sign-out",
    group: "Actions",
    label: "Sign out",
    icon: LogOut,
    run: () => void signOut(),
    isOnlyOnSearch: true,
  });

  for (const component of components) {
    const detail = groups.find((group) => group.id === component.group_id)?.name;
    const href = `${base}/components/${component.id}`;
    const { name: label, status } = component;
    add({ id: component.id, group: "Components", label, status, href, ...(detail === undefined ? {} : { detail }) });
  }
  for (const { id: incidentId, title: label, status: step, impact } of incidents) {
    const href = `${base}/incidents/${incidentId}`;
    const status = statusOfImpact[impact];
    add({ id: incidentId, group: "Incidents", label, detail: statusNames[step], status, href });
  }
  for (const { id: maintenanceId, title: label, scheduled_for: at } of maintenances) {
    const href = `${base}/maintenance/${maintenanceId}`;
    const detail = dateAndTime(at, browserZone());
    add({ id: maintenanceId, group: "Maintenance", label, detail, icon: Wrench, href });
  }
  for (const page of pages) {
    const detail = page.is_public ? `/status/${page.slug}` : `/status/${page.slug}, private`;
    const icon = navGroups[0]?.items.find(({ to }) => to === "/orgs/$slug/pages")?.icon;
    const href = `${base}/pages/${page.id}`;
    add({
      id: page.id,
      group: "Status pages",
      label: page.title,
      detail,
      href,
      ...(icon === undefined ? {} : { icon }),
    });
  }
  for (const { userId: memberId, name, role } of members) {
    const person = { userId: memberId, name };
    add({ id: memberId, group: "People", label: name, detail: roleNames[role], person, href: `${base}/team` });
  }
  for (const organization of organizations.filter((other) => other.id !== id)) {
    const href = `/orgs/${organization.slug}`;
    add({ id: organization.id, group: "Organizations", label: organization.name, icon: Building2, href });
  }
  return items;
}
