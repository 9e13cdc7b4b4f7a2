import { z } from "zod";
import { componentKindOrder } from "./kinds.ts";

/** "" stands for no group. */
export const ComponentForm = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(80, "A name has at most 80 characters."),
  description: z.string().trim().max(500, "A description has at most 500 characters."),
  kind: z.enum(componentKindOrder),
  group_id: z.string(),
});

export type ComponentValues = z.infer<typeof ComponentForm>;

export const GroupForm = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(80, "A name has at most 80 characters."),
});

export type GroupValues = z.infer<typeof GroupForm>;
