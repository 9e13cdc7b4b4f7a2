import { z } from "zod";
import { roles } from "../../lib/permissions.ts";
import { parseAddresses } from "./addresses.ts";

const Email = z.email();
const most = 50;

export const InviteForm = z.object({
  emails: z.string().superRefine((text, context) => {
    const fail = (message: string) => context.addIssue({ code: "custom", message });
    const addresses = parseAddresses(text);
    const wrong = addresses.filter((address) => !Email.safeParse(address).success);
    if (addresses.length === 0) fail("Enter an e-mail address.");
    else if (wrong.length > 0) fail(`This is not an e-mail address: ${wrong.join(", ")}`);
    else if (addresses.length > most) fail(`At most ${most} addresses at once.`);
  }),
  role: z.enum(roles),
});

export type InviteValues = z.infer<typeof InviteForm>;
