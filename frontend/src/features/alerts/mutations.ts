import { useMutation } from "@tanstack/react-query";
import { unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { useRefresh } from "../../lib/use-refresh.ts";
import { type ContactValues, ways } from "./contact-form.ts";
import { type Alert, alertsKey, type Contact, type Rule } from "./queries.ts";
import type { RuleValues } from "./rule-form.ts";

/** Says that somebody is looking: nobody else is told. */
export function useAcknowledgeAlert(organizationId: string) {
  const refresh = useRefresh(alertsKey(organizationId));
  return useMutation({
    mutationFn: async ({ id }: Alert) => unwrap(await supabase().rpc("acknowledge_alert", { alert_id: id })),
    onSuccess: (isNew, { component_name: name }) => {
      showToast({ title: isNew ? `Acknowledged ${name}` : `${name} was acknowledged before` });
      return refresh();
    },
    onError: (error, { component_name: name }) => showErrorToast(`${name} is not acknowledged`, error),
  });
}

export interface SaveRule {
  /** Kept over retries, so that trying again cannot save twice. */
  id: string;
  /** The version on screen; null for a new rule. */
  version: number | null;
  values: RuleValues;
}

/** Creates or replaces a rule. @throws HG412 when somebody was faster */
export function useSaveRule(organizationId: string) {
  const refresh = useRefresh(alertsKey(organizationId));
  return useMutation({
    mutationFn: async ({ id, version, values }: SaveRule) =>
      unwrap(
        await supabase().rpc("save_alert_rule", {
          organization_id: organizationId,
          rule_id: id,
          // The rule of a new id has no version to compare.
          expected_version: version ?? 0,
          ...values,
        }),
      ),
    onSettled: refresh,
  });
}

export function useDeleteRule(organizationId: string) {
  const refresh = useRefresh(alertsKey(organizationId));
  return useMutation({
    mutationFn: async ({ id }: Pick<Rule, "id" | "name">) =>
      unwrapEmpty(await supabase().rpc("delete_alert_rule", { rule_id: id })),
    onSuccess: (_, { name }) => {
      showToast({ title: `Deleted the rule ${name}` });
      return refresh();
    },
    onError: (error, { name }) => showErrorToast(`The rule ${name} is still there`, error),
  });
}

/** Adds a contact, which is asked to confirm unless it is a member, or changes name and quiet hours of one. */
export function useSaveContact(organizationId: string) {
  const refresh = useRefresh(alertsKey(organizationId));
  return useMutation({
    mutationFn: async ({ id, values }: { id: string; values: ContactValues }) => {
      const { name, way, user_id, address, is_quiet, quiet_from, quiet_until, quiet_days, time_zone } = values;
      unwrap(
        await supabase().rpc("save_alert_contact", {
          organization_id: organizationId,
          contact_id: id,
          name: name.trim(),
          channel: ways.find((known) => known.way === way)?.channel ?? "email",
          ...(way === "member" ? { user_id } : { address }),
          ...(is_quiet && { quiet_from, quiet_until, quiet_days, time_zone }),
        }),
      );
    },
    onSettled: refresh,
  });
}

/** Sends the request to confirm again. */
export function useAskContact(organizationId: string) {
  const refresh = useRefresh(alertsKey(organizationId));
  return useMutation({
    mutationFn: async ({ id }: Contact) => unwrap(await supabase().rpc("ask_alert_contact", { contact_id: id })),
    onSuccess: (isAsked, { name }) => {
      showToast(
        isAsked
          ? { title: `Asked ${name} again` }
          : { title: `${name} was asked already: wait a while before asking again` },
      );
      return refresh();
    },
    onError: (error, { name }) => showErrorToast(`${name} was not asked`, error),
  });
}

export function useRemoveContact(organizationId: string) {
  const refresh = useRefresh(alertsKey(organizationId));
  return useMutation({
    mutationFn: async ({ id }: Contact) =>
      unwrapEmpty(await supabase().rpc("remove_alert_contact", { contact_id: id })),
    onSuccess: (_, { name }) => {
      showToast({ title: `Removed ${name}` });
      return refresh();
    },
    onError: (error, { name }) => showErrorToast(`${name} is still a contact`, error),
  });
}
