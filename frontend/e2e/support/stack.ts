import { generateLicenseKeys } from "@heliograph/shared/domain/license.ts";
import { z } from "zod";
import { startStackProcess } from "../../../supabase/local/stack-process.ts";

const Address = z.object({
  url: z.string(),
  publishableKey: z.string(),
  secretKey: z.string(),
  /** Signs licenses that the stack takes for genuine. */
  licensePrivateKey: z.string(),
});

/** Where the embedded stack of this run is; set by `startStack`, inherited by the workers. */
type StackAddress = z.infer<typeof Address>;

/**
 * Starts one embedded stack for the whole run. When HELIOGRAPH_E2E_STACK is set already (the JSON of a StackAddress),
 * the tests run against that one.
 * @returns how to stop it
 */
export async function startStack(): Promise<() => Promise<void>> {
  if (process.env.HELIOGRAPH_E2E_STACK !== undefined) return async () => {};
  const license = await generateLicenseKeys();
  const { config, keys, stop } = await startStackProcess({
    ...process.env,
    NODE_OPTIONS: "",
    LICENSE_PUBLIC_KEY: license.publicKey,
  });
  const { publishableKey, secretKey } = keys;
  process.env.HELIOGRAPH_E2E_STACK = JSON.stringify({
    url: config.url,
    publishableKey,
    secretKey,
    licensePrivateKey: license.privateKey,
  } satisfies StackAddress);
  return stop;
}

/** The stack that `startStack` started. */
export function stackAddress(): StackAddress {
  return Address.parse(JSON.parse(process.env.HELIOGRAPH_E2E_STACK ?? "{}"));
}
