import { z } from "zod";

/** What the log's address narrows it to; what cannot be is left out. */
export const AuditSearch = z.object({
  q: z.string().optional().catch(undefined),
  /** Id of an account. */
  person: z.uuid().optional().catch(undefined),
  /** Kind of object: "components". */
  object: z.string().optional().catch(undefined),
  /** First and last day, "2026-11-21". */
  from: z.iso.date().optional().catch(undefined),
  until: z.iso.date().optional().catch(undefined),
});
export type AuditFilter = z.infer<typeof AuditSearch>;
