import { z } from "zod";
import { channels, subscriberStates } from "./words.ts";

/** What the list's address narrows it to; what cannot be is left out. */
export const SubscriberSearch = z.object({
  q: z.string().optional().catch(undefined),
  channel: z.enum(channels).optional().catch(undefined),
  state: z.enum(subscriberStates).optional().catch(undefined),
  page: z.uuid().optional().catch(undefined),
  /** Only those who missed a message for good. */
  failing: z.boolean().optional().catch(undefined),
});
export type SubscriberFilter = z.infer<typeof SubscriberSearch>;
