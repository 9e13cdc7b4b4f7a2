import { z } from "zod";
import { componentStatuses } from "../../lib/status.ts";
import { componentKindOrder } from "./kinds.ts";

/** What the list's address narrows it to; what cannot be is left out. */
export const ComponentSearch = z.object({
  q: z.string().optional().catch(undefined),
  status: z.enum(componentStatuses).optional().catch(undefined),
  kind: z.enum(componentKindOrder).optional().catch(undefined),
  /** A group's id; "none" for those without. */
  group: z.string().optional().catch(undefined),
});
export type ComponentFilter = z.infer<typeof ComponentSearch>;
