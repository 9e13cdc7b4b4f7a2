import { z } from "zod";

/** Times are those of this device's clock, as its fields give them: "2026-11-21T12:00". */
export const AnnouncementForm = z
  .object({
    body: z.string().trim().min(1, "Say something.").max(1000, "At most 1,000 characters."),
    isWarning: z.boolean(),
    startsAt: z.string(),
    endsAt: z.string(),
  })
  .refine(({ startsAt, endsAt }) => endsAt === "" || startsAt === "" || endsAt > startsAt, {
    path: ["endsAt"],
    message: "It ends after it begins.",
  });

export type AnnouncementValues = z.infer<typeof AnnouncementForm>;
