import { maxPasswordBytes, minPasswordCharacters, passwordBytes } from "@heliograph/shared/domain/password.ts";
import { z } from "zod";

const Email = z.string().trim().min(1, "Enter your e-mail address.").pipe(z.email("This is not an e-mail address."));
const NewPassword = z
  .string()
  .min(minPasswordCharacters, `Use at least ${minPasswordCharacters} characters.`)
  .refine(
    (text) => passwordBytes(text) <= maxPasswordBytes,
    `Use at most ${maxPasswordBytes} characters; letters with accents count twice, emoji four times.`,
  );
const FullName = z.string().trim().min(1, "Enter your name.").max(100, "A name has at most 100 characters.");

/** Six digits, as apps and mails show them: people type blanks in between. */
const OneTimeCode = z
  .string()
  .transform((text) => text.replaceAll(/\D/g, ""))
  .pipe(z.string().length(6, "Enter the six digits."));

export const AddressForm = z.object({ email: Email });
export const SignInForm = z.object({ email: Email, password: z.string().min(1, "Enter your password.") });
/** No password: it is chosen after the mail, by whoever owns the address. */
export const SignUpForm = z.object({ fullName: FullName, email: Email });
export const NameForm = z.object({ fullName: FullName });
export const SetPasswordForm = z.object({ password: NewPassword });
/** `nonce` is the code that proves whoever changes the password is who they were when they signed in. */
export const ChangePasswordForm = z.object({ password: NewPassword, nonce: z.string().trim() });
export const CodeForm = z.object({ code: OneTimeCode });
export const RecoveryForm = z.object({ code: z.string().trim().min(1, "Enter one of your recovery codes.").max(40) });

export type SignInValues = z.infer<typeof SignInForm>;
export type SignUpValues = z.infer<typeof SignUpForm>;
