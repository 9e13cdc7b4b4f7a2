/**
 * `minimum_password_length` of supabase/config.toml. Auth counts bytes, of which a password has at least as many as
 * characters: what is long enough here is long enough there.
 */
export const minPasswordCharacters = 8;

/** As much as bcrypt takes in; Auth refuses more. */
export const maxPasswordBytes = 72;

/** @returns how many bytes Auth counts */
export function passwordBytes(password: string): number {
  return new TextEncoder().encode(password).length;
}
