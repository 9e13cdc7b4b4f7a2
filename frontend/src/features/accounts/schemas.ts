import { z } from "zod";

const Email = z.string().trim().min(1, "Enter your e-mail address.").pipe(z.email("This is not an e-mail address."));
/** GoTrue counts bytes and refuses more than 72. */
const NewPassword = z
  .string()
  .min(8, "Use at least 8 characters.")
  .refine((text) => new TextEncoder().encode(text).length <= 72, "Use at most 72 characters.");

export const SignInForm = z.object({ email: Email, password: z.string().min(1, "Enter your password.") });

export const SignUpForm = z.object({
  fullName: z.string().trim().min(1, "Enter your name.").max(100, "A name has at most 100 characters."),
  email: Email,
  password: NewPassword,
});

export const ForgotPasswordForm = z.object({ email: Email });
export const SetPasswordForm = z.object({ password: NewPassword });

export type SignInValues = z.infer<typeof SignInForm>;
export type SignUpValues = z.infer<typeof SignUpForm>;
