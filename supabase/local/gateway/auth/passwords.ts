import type { Settings } from "../../settings.ts";
import { AuthFailure, invalid } from "./failure.ts";
import type { Queries, User } from "./users.ts";

const letters = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const symbols = "!@#$%^&*()_+-=[]{};'\\:\"|<>?,./`~";

const requiredCharacters: Readonly<Record<Settings["auth"]["password_requirements"], readonly string[]>> = {
  "": [],
  letters_digits: [letters + letters.toUpperCase(), digits],
  lower_upper_letters_digits: [letters, letters.toUpperCase(), digits],
  lower_upper_letters_digits_symbols: [letters, letters.toUpperCase(), digits, symbols],
};

const maxBytes = 72;

/** What is wrong with a password, or undefined. */
export function weaknessOf(password: string, settings: Settings["auth"]): AuthFailure | undefined {
  const sets = requiredCharacters[settings.password_requirements];
  const isShort = Buffer.byteLength(password) < settings.minimum_password_length;
  const lacks = sets.some((set) => !Array.from(set).some((character) => password.includes(character)));
  if (!isShort && !lacks) return undefined;
  const messages = [
    ...(isShort ? [`Password should be at least ${settings.minimum_password_length} characters.`] : []),
    ...(lacks ? [`Password should contain at least one character of each: ${sets.join(", ")}.`] : []),
  ];
  const reasons = [...(isShort ? ["length"] : []), ...(lacks ? ["characters"] : [])];
  return new AuthFailure(422, "weak_password", messages.join(" "), { details: { weak_password: { reasons } } });
}

/** @throws AuthFailure when the password is too weak, or longer than what a hash takes in */
export function requireStrength(password: string, settings: Settings["auth"]): void {
  if (Buffer.byteLength(password) > maxBytes) throw invalid(`Password cannot be longer than ${maxBytes} characters`);
  const weakness = weaknessOf(password, settings);
  if (weakness !== undefined) throw weakness;
}

/** A bcrypt hash, as GoTrue stores it. Made in the database: the gateway has one thread. */
export async function hashPassword(sql: Queries, password: string): Promise<string> {
  const [row] = await sql<
    { hash: string }[]
  >`select extensions.crypt(${password}, extensions.gen_salt('bf', 10)) as hash`;
  if (row === undefined) throw new Error("no hash");
  return row.hash;
}

/** Whether it is a hash that passwords can be compared with. */
export function isHash(hash: string): boolean {
  return /^\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}$/.test(hash);
}

/** Whether this is the user's password. */
export async function isPasswordOf(sql: Queries, user: User, password: string): Promise<boolean> {
  // Other programs' names of the same algorithm.
  const hash = user.encryptedPassword.replace(/^\$2[by]\$/, "$2a$");
  if (!isHash(hash)) return false;
  const [row] = await sql<{ same: boolean }[]>`select extensions.crypt(${password}, ${hash}) = ${hash} as same`;
  return row?.same === true;
}

/** Sets a password. Codes sent before it are void, and all sessions but `keptSession` end: the old one may be in wrong hands. */
export async function storePassword(sql: Queries, userId: string, hash: string, keptSession?: string): Promise<void> {
  await sql`
    update auth.users set encrypted_password = ${hash}, updated_at = now(),
      confirmation_token = '', confirmation_sent_at = null, recovery_token = '', recovery_sent_at = null,
      email_change_token_current = '', email_change_token_new = '', email_change_sent_at = null,
      phone_change_token = '', phone_change_sent_at = null, reauthentication_token = '', reauthentication_sent_at = null
    where id = ${userId}`;
  await sql`delete from auth.sessions where user_id = ${userId} and id is distinct from ${keptSession ?? null}`;
}
