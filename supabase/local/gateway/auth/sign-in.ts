import { z } from "zod";
import { json } from "../responses.ts";
import { AuthFailure, invalid } from "./failure.ts";
import type { AuthParts, Handler } from "./parts.ts";
import { isPasswordOf, weaknessOf } from "./passwords.ts";
import { pkceGrant } from "./pkce.ts";
import { refreshGrant } from "./refresh.ts";
import { type AuthRequest, fieldsOf, text } from "./requests.ts";
import { findUserByEmail } from "./users.ts";

const Credentials = z.object({ email: text, phone: text, password: text });

/** `POST /token` */
export const token: Handler = async (parts, request) => {
  const grant = request.url.searchParams.get("grant_type");
  switch (grant) {
    case "password":
      parts.limits.takeRequest("sign-in", request.origin.address);
      return passwordGrant(parts, request);
    case "refresh_token":
      parts.limits.takeRequest("refresh", request.origin.address);
      return json(await refreshGrant(parts, request));
    case "pkce":
      parts.limits.takeRequest("sign-in", request.origin.address);
      return json(await pkceGrant(parts, request));
    default:
      throw new AuthFailure(400, "invalid_credentials", "unsupported_grant_type");
  }
};

async function passwordGrant(parts: AuthParts, request: AuthRequest): Promise<Response> {
  const { email, phone, password } = fieldsOf(Credentials, request);
  if (email !== "" && phone !== "") throw invalid("Only an email address or phone number should be provided on login.");
  if (phone !== "") throw new AuthFailure(422, "phone_provider_disabled", "Phone logins are disabled");
  if (email === "") throw invalid("missing email or phone");
  if (!parts.settings.email.enable_signup)
    throw new AuthFailure(422, "email_provider_disabled", "Email logins are disabled");
  const user = await findUserByEmail(parts.sql, email);
  if (user === undefined || user.encryptedPassword === "") throw wrongCredentials();
  if (user.isBanned) throw new AuthFailure(400, "user_banned", "User is banned");
  const isValid = await isPasswordOf(parts.sql, user, password);
  await parts.hooks.passwordVerificationAttempt(user.id, isValid, request.origin);
  if (!isValid) throw wrongCredentials();
  if (user.emailConfirmedAt === null) throw new AuthFailure(400, "email_not_confirmed", "Email not confirmed");
  const session = await parts.sql.begin((tx) => parts.sessions.open(tx, user, "password", request.origin));
  const weakness = weaknessOf(password, parts.settings);
  const weakPassword =
    weakness === undefined ? undefined : { ...Object(weakness.details["weak_password"]), message: weakness.message };
  return json({ ...session, ...(weakPassword !== undefined && { weak_password: weakPassword }) });
}

function wrongCredentials(): AuthFailure {
  return new AuthFailure(400, "invalid_credentials", "Invalid login credentials");
}
