import { passwordStrength } from "../password-strength.ts";

/** Says how strong what was typed so far is. */
export function PasswordHint({ password }: { password: string }) {
  return <span aria-live="polite">{passwordStrength(password)?.words ?? "At least 8 characters"}</span>;
}
