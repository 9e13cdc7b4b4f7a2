import type { Environment } from "../_shared/edge/environment.ts";

/** Who runs this function: hosted Supabase, or somebody else. */
export interface Hosting {
  readonly isHosted: boolean;
}

/** Hosted Supabase names its region to functions and serves projects below one domain. */
export function hostingOf(environment: Environment): Hosting {
  const host = URL.canParse(environment("SUPABASE_URL") ?? "")
    ? new URL(environment("SUPABASE_URL") ?? "").hostname
    : "";
  return { isHosted: Boolean(environment("SB_REGION")) || host.endsWith(".supabase.co") };
}

/** Ports of mail servers that cannot be reached from here. */
export function blockedPorts({ isHosted }: Hosting): readonly number[] {
  return isHosted ? [25, 587] : [];
}
