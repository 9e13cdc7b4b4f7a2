import type { Environment } from "../_shared/edge/clients.ts";

/** Where this function runs. */
export interface Place {
  readonly isHosted: boolean;
}

/** Hosted Supabase names its region to functions and serves projects below one domain. */
export function placeOf(environment: Environment): Place {
  const host = URL.canParse(environment("SUPABASE_URL") ?? "")
    ? new URL(environment("SUPABASE_URL") ?? "").hostname
    : "";
  return { isHosted: Boolean(environment("SB_REGION")) || host.endsWith(".supabase.co") };
}

/** Ports of mail servers that cannot be reached from here. */
export function blockedPorts({ isHosted }: Place): readonly number[] {
  return isHosted ? [25, 587] : [];
}
