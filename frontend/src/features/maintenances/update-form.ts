import { z } from "zod";
import type { MaintenanceStatus } from "../../lib/database.ts";

const statuses = ["scheduled", "in_progress", "verifying", "completed", "cancelled"] as const;

/** A word about a window; types only, for drafts. */
export const UpdateDraft = z.object({ status: z.enum(statuses), body: z.string(), notify: z.boolean() });

export type UpdateValues = z.infer<typeof UpdateDraft>;

/** A word that can be published. */
export const UpdateForm = UpdateDraft.extend({
  body: z
    .string()
    .max(20_000, "At most 20,000 characters.")
    .refine((body) => body.trim() !== "", "Say something."),
});

/** Fields that the server may name. */
export const updateFields = { status: "status", body: "body" } as const;

/** Where a window can go from a status, the likeliest first. */
export function nextStatuses(status: MaintenanceStatus): readonly MaintenanceStatus[] {
  if (status === "completed" || status === "cancelled") return [status];
  if (status === "scheduled") return ["in_progress", "scheduled", "cancelled"];
  return ["completed", "verifying", "in_progress", "cancelled"];
}

/** What is said when nobody says it better. */
export const usualWords = {
  scheduled: "",
  in_progress: "The maintenance has begun.",
  verifying: "The work is done. We are checking that everything runs as it should.",
  completed: "The maintenance is complete.",
  cancelled: "The maintenance is cancelled.",
} satisfies Record<MaintenanceStatus, string>;

/** The verb on the button, from one status to the next. */
export function verbOf(from: MaintenanceStatus, to: MaintenanceStatus): string {
  if (from === to || to === "verifying") return "Post update";
  if (to === "completed") return "Complete maintenance";
  if (to === "cancelled") return "Cancel maintenance";
  return from === "scheduled" ? "Start maintenance" : "Post update";
}
