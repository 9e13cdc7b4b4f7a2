import { toAppError } from "./errors.ts";
import { sentence } from "./form-errors.ts";
import { showToast } from "./toasts.ts";

/** Says that an action failed, and why. @param title what is still as it was: "Payments is not deleted" */
export function showErrorToast(title: string, error: unknown): void {
  showToast({ title, text: sentence(toAppError(error)), isError: true });
}
