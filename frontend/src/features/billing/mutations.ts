import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { AppError } from "../../lib/errors.ts";
import { callFunction } from "../../lib/functions.ts";
import { organizationKey } from "../../lib/keys.ts";
import { CardSetup } from "./stripe.ts";

/**
 * Makes the account, and begins with its card; for whoever left in the middle, too. An address that has an account already reads
 * the same.
 */
export function useStartSignUp() {
  return useMutation({
    mutationFn: async ({ fullName, email }: { readonly fullName: string; readonly email: string }) =>
      call("signup/start", { email, full_name: fullName }, CardSetup),
  });
}

/** Begins with a card of whoever is signed in: a first one, or another one. */
export function requestCardSetup(signal: AbortSignal): Promise<CardSetup> {
  return call("billing/card", {}, CardSetup, signal);
}

/** Takes a plan for an organization, or changes to it. */
export function useChoosePlan(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (plan: string) =>
      call("billing/plan", { organization_id: organizationId, plan }, z.object({ state: z.string() })),
    // A plan may end a suspension, and makes somebody the billing contact.
    onSettled: () => client.invalidateQueries({ queryKey: organizationKey(organizationId) }),
  });
}

/** Leaves for the caller's invoices and card at Stripe. @param returnPath where Stripe leads back to */
export function useOpenPortal(returnPath: string) {
  return useMutation({
    mutationFn: async () => {
      const { url } = await call("billing/portal", { return_path: returnPath }, z.object({ url: z.url() }));
      location.assign(url);
    },
  });
}

/** An instance whose keys of Stripe are missing says so in the words of its administrator; these are for everybody. */
async function call<Data>(path: string, body: object, schema: z.ZodType<Data>, signal?: AbortSignal): Promise<Data> {
  try {
    return await callFunction(path, body, schema, signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "not_configured") throw error;
    const message = "This Heliograph cannot take payments yet.";
    const hint = "Its administrator has to finish the set-up of Stripe.";
    throw new AppError(
      { kind: "server", code: error.code, message, hint, requestId: error.requestId },
      { cause: error },
    );
  }
}
