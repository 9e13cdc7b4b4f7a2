import { z } from "zod";
import { apiScopes, expiries } from "./scopes.ts";

export const ApiKeyForm = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(80, "A name has at most 80 characters."),
  scopes: z.array(z.enum(apiScopes)).min(1, "Choose what the key may do."),
  expiry: z.enum(expiries),
});

export type ApiKeyValues = z.infer<typeof ApiKeyForm>;
