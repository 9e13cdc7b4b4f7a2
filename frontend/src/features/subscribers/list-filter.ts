import type { NotificationChannel, SubscriberState } from "../../lib/database.ts";

/** What the list's address narrows it to. */
export interface SubscriberFilter {
  q?: string | undefined;
  channel?: NotificationChannel | undefined;
  state?: SubscriberState | undefined;
  page?: string | undefined;
  /** Only those who missed a message for good. */
  failing?: boolean | undefined;
}
