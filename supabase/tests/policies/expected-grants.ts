/**
 * Table-wide privileges of the API roles, written by hand (column grants for insert and update do not count as
 * table-wide). Row security decides over rows; this decides who gets as far as row security.
 */
export const grants: Readonly<Record<string, string>> = {
  "public.profiles": "authenticated:select",
  "public.organizations": "authenticated:select",
  "public.members": "authenticated:delete authenticated:select",
  "public.audit_events": "authenticated:select",
  "public.component_groups": "authenticated:delete authenticated:select",
  "public.components": "authenticated:delete authenticated:select",
  "public.status_events": "authenticated:select",
  "public.regions": "authenticated:select",
  "public.probes": "authenticated:select",
  "public.monitors": "authenticated:delete authenticated:select",
  "public.incidents": "authenticated:select",
  "public.incident_components": "authenticated:select",
  "public.incident_updates": "authenticated:select",
  "public.incident_update_components": "authenticated:select",
  "public.incident_update_revisions": "authenticated:select",
  "public.incident_notes": "authenticated:delete authenticated:select",
  "public.incident_templates": "authenticated:delete authenticated:select",
  "public.component_dependencies": "authenticated:delete authenticated:select",
  "public.maintenance_series": "authenticated:select",
  "public.maintenances": "authenticated:select",
  "public.maintenance_components": "authenticated:select",
  "public.maintenance_updates": "authenticated:select",
  "public.status_pages": "authenticated:delete authenticated:select",
  "public.status_page_components": "authenticated:delete authenticated:select",
  "public.page_snapshots": "authenticated:select",
};
