import { z } from "zod";

export const AccountForm = z.object({
  email: z.string().trim().min(1, "Enter an e-mail address.").pipe(z.email("This is not an e-mail address.")),
  fullName: z.string().trim().max(100, "A name has at most 100 characters."),
});
export type AccountValues = z.infer<typeof AccountForm>;

export const ReasonForm = z.object({
  reason: z.string().trim().min(3, "Say why, in 3 to 500 characters.").max(500, "Say why, in 3 to 500 characters."),
});
export type ReasonValues = z.infer<typeof ReasonForm>;

export const ProbeForm = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(100, "A name has at most 100 characters."),
  region: z.string().min(1, "Choose a region."),
});
export type ProbeValues = z.infer<typeof ProbeForm>;
