import { z } from "zod";
import { impacts } from "./words.ts";

/** What the list's address narrows it to; what cannot be is left out. */
export const IncidentSearch = z.object({
  q: z.string().optional().catch(undefined),
  state: z.enum(["open", "resolved"]).optional().catch(undefined),
  impact: z.enum(impacts).optional().catch(undefined),
  component: z.uuid().optional().catch(undefined),
  assignee: z.uuid().optional().catch(undefined),
});
export type IncidentFilter = z.infer<typeof IncidentSearch>;
