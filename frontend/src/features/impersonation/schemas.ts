import { z } from "zod";

/** How long a visit may last. */
export const visitLengths = ["15", "60", "240", "480"] as const;

export const VisitForm = z.object({
  reason: z.string().trim().min(3, "Say why, in 3 to 500 characters.").max(500, "Say why, in 3 to 500 characters."),
  minutes: z.enum(visitLengths),
  mayWrite: z.boolean(),
});

export type VisitValues = z.infer<typeof VisitForm>;
