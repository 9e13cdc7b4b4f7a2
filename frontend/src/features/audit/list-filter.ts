/** What the log's address narrows it to. */
export interface AuditFilter {
  q?: string | undefined;
  /** Id of an account. */
  person?: string | undefined;
  /** Kind of object: "components". */
  object?: string | undefined;
  /** First and last day, "2026-11-21". */
  from?: string | undefined;
  until?: string | undefined;
}

/** Whether anything is narrowed. */
export function isFiltering(filter: AuditFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
