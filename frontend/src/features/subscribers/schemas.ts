import { z } from "zod";
import { importChannels } from "./csv.ts";

/** One address to ask; whether it is one, the database says. */
export const AddSubscriberForm = z.object({
  page: z.string(),
  channel: z.enum(importChannels),
  address: z.string().trim().min(1, "Enter an address."),
});

export type AddSubscriberValues = z.infer<typeof AddSubscriberForm>;
