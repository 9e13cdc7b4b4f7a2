import { z } from "zod";

/** How long an impersonation may last (minutes). */
export const impersonationLengths = ["15", "60", "240", "480"] as const;

export const ImpersonationForm = z.object({
  reason: z.string().trim().min(3, "Say why, in 3 to 500 characters.").max(500, "Say why, in 3 to 500 characters."),
  minutes: z.enum(impersonationLengths),
  mayWrite: z.boolean(),
});

export type ImpersonationValues = z.infer<typeof ImpersonationForm>;
