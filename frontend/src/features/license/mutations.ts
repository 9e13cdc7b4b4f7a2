import { License } from "@heliograph/shared/domain/license.ts";
import { useMutation } from "@tanstack/react-query";
import { callFunction } from "../../lib/functions.ts";
import { useRefresh } from "../../lib/use-refresh.ts";
import { licenseKey } from "./queries.ts";

/** Has the server verify a key and keep it. @returns what it says */
export function useInstallLicense() {
  const refresh = useRefresh(licenseKey);
  return useMutation({
    mutationFn: (key: string) => callFunction("license/install", { license_key: key.trim() }, License),
    onSuccess: refresh,
  });
}
