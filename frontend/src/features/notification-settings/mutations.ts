import { useMutation } from "@tanstack/react-query";
import { z } from "zod";
import { unwrapEmpty } from "../../lib/errors.ts";
import { callFunction } from "../../lib/functions.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { useRefresh } from "../../lib/use-refresh.ts";
import type { ProviderInput } from "./forms.ts";
import { providersKey } from "./queries.ts";

/** Stores how messages leave. Secrets go in and never come back. @param organizationId null for the instance */
export function useSaveProvider(organizationId: string | null) {
  const refresh = useRefresh(providersKey(organizationId));
  return useMutation({
    mutationFn: async ({ provider, settings, secrets }: ProviderInput) => {
      const input = { provider, settings: { ...settings }, ...(secrets !== null && { secrets: { ...secrets } }) };
      unwrapEmpty(
        organizationId === null
          ? await supabase().rpc("set_instance_provider", input)
          : await supabase().rpc("set_provider", { organization_id: organizationId, ...input }),
      );
    },
    onSuccess: refresh,
  });
}

/** Forgets an own provider and its secrets. */
export function useRemoveProvider(organizationId: string | null) {
  const refresh = useRefresh(providersKey(organizationId));
  return useMutation({
    mutationFn: async ({ provider }: { provider: "twilio"; name: string }) =>
      unwrapEmpty(
        organizationId === null
          ? await supabase().rpc("remove_instance_provider", { provider })
          : await supabase().rpc("remove_provider", { organization_id: organizationId, provider }),
      ),
    onSuccess: (_, { name }) => {
      showToast({ title: `${name} removed` });
      return refresh();
    },
    onError: (error, { name }) => showErrorToast(`${name} is still in use`, error),
  });
}

const Tested = z.object({ is_sent: z.boolean(), to: z.string(), answer: z.string() });

/** Sends one message the way messages leave now: a mail to one's own address, or a text to a number. */
export function useSendTest(organizationId: string | null) {
  return useMutation({
    mutationFn: async (test: { channel: "email" } | { channel: "sms"; to: string }) =>
      callFunction("messages/test", { organization_id: organizationId, ...test }, Tested),
  });
}
