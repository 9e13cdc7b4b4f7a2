import { z } from "zod";
import { roles } from "../../lib/permissions.ts";

export const AddMemberForm = z.object({
  email: z.string().trim().min(1, "Enter an e-mail address.").pipe(z.email("This is not an e-mail address.")),
  role: z.enum(roles),
});

export type AddMemberValues = z.infer<typeof AddMemberForm>;
