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
  "public.status_pages": "authenticated:delete authenticated:select",
  "public.status_page_components": "authenticated:delete authenticated:select",
  "public.page_snapshots": "authenticated:select",
};
