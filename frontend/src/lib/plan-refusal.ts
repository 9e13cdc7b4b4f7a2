import { toAppError } from "./errors.ts";
import { showToast, type Toast } from "./toasts.ts";

const limits = ["components", "members", "subscribers", "interval_seconds"];

/**
 * A refusal for want of a card or of room in the plan, as a notice that leads to where it can be mended; null for any other
 * error, and where that place is open already.
 * @param path where the person is
 */
export function planRefusalOf(error: unknown, path: string): Omit<Toast, "id"> | null {
  const { code, message, hint, field = "" } = toAppError(error);
  if (code !== "HG402" && code !== "payment_required") return null;
  const text = hint === undefined ? message : `${message} ${hint}`;
  if (field === "card") {
    const href = `/card?next=${encodeURIComponent(path)}`;
    return { title: "A card comes first", text, isError: true, link: { label: "Add a card", href } };
  }
  const slug = /^\/orgs\/([^/?#]+)/.exec(path)?.[1];
  const plan = `/orgs/${slug}/settings/plan`;
  if (!limits.includes(field) || slug === undefined || path.startsWith(plan)) return null;
  return { title: "Your plan is used up", text, isError: true, link: { label: "See plans", href: plan } };
}

/** Shows it, besides what the screen itself says. */
export function showPlanRefusal(error: unknown): void {
  const notice = planRefusalOf(error, location.pathname + location.search + location.hash);
  if (notice !== null) showToast(notice);
}
