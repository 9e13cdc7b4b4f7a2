import { randomUUID } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import encodeQr from "qr";
import { z } from "zod";
import { json } from "../responses.ts";
import { AuthFailure, invalid } from "./failure.ts";
import { type AuthParts, type Handler, requireUser } from "./parts.ts";
import { swapRefreshToken } from "./refresh.ts";
import { type AuthRequest, fieldsOf, isUuid, text } from "./requests.ts";
import type { Session, TokenResponse } from "./sessions.ts";
import type { Queries, User } from "./users.ts";

const challengeSeconds = 300;
const factorSeconds = 300;
const periodSeconds = 30;
const secretBytes = 20;

interface Factor {
  readonly id: string;
  readonly userId: string;
  readonly type: string;
  readonly isVerified: boolean;
  readonly secret: string;
}

/** The factor a path names, if it belongs to the user. @throws AuthFailure */
export async function findFactor(sql: Queries, userId: string, id = ""): Promise<Factor> {
  if (!isUuid(id)) throw new AuthFailure(404, "validation_failed", "factor_id must be an UUID");
  const [factor] = await sql<Factor[]>`
    select id, user_id as "userId", factor_type as type, status = 'verified' as "isVerified", coalesce(secret, '') as secret
    from auth.mfa_factors where id = ${id} and user_id = ${userId}`;
  if (factor === undefined) throw new AuthFailure(404, "mfa_factor_not_found", "Factor not found");
  return factor;
}

/** Removes a factor; the sessions it raised fall back to the first level. */
export async function removeFactor(tx: Queries, { id, userId }: Factor): Promise<void> {
  await tx`delete from auth.mfa_factors where id = ${id}`;
  await tx`
    delete from auth.mfa_amr_claims where authentication_method = 'totp'
      and session_id in (select s.id from auth.sessions s where s.factor_id = ${id})`;
  await tx`update auth.sessions set aal = 'aal1', factor_id = null where user_id = ${userId} and factor_id = ${id}`;
}

const Enrolment = z.object({ factor_type: text, friendly_name: text, issuer: text });

/** `POST /factors` */
export const enroll: Handler = async (parts, request) => {
  const { user, session } = await requireSession(parts, request);
  const fields = fieldsOf(Enrolment, request);
  requireTotp(fields.factor_type, parts.settings.mfa.totp.enroll_enabled, "enroll");
  await checkEnrolment(parts, user, session, fields.friendly_name);
  const id = randomUUID();
  const secret = new Secret({ size: secretBytes });
  const issuer = fields.issuer || new URL(parts.url).host;
  const uri = new TOTP({ issuer, label: user.email, secret, period: periodSeconds }).toString();
  await parts.sql`
    insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at)
    values (${id}, ${user.id}, ${fields.friendly_name}, 'totp', 'unverified', ${secret.base32}, now(), now())`;
  return json({
    id,
    type: "totp",
    friendly_name: fields.friendly_name,
    totp: { qr_code: encodeQr(uri, "svg", { ecc: "medium", border: 2 }), secret: secret.base32, uri },
  });
};

async function checkEnrolment({ sql, settings }: AuthParts, user: User, session: Session, name: string): Promise<void> {
  await sql`
    delete from auth.mfa_factors f where f.status <> 'verified' and f.created_at + make_interval(secs => ${factorSeconds}) < now()
      and not exists (select 1 from auth.mfa_challenges c where c.factor_id = f.id)`;
  const factors = await sql<{ name: string; isVerified: boolean }[]>`
    select coalesce(friendly_name, '') as name, status = 'verified' as "isVerified" from auth.mfa_factors where user_id = ${user.id}`;
  if (factors.some((factor) => factor.name === name)) {
    const message = `A factor with the friendly name ${JSON.stringify(name)} for this user already exists`;
    throw new AuthFailure(422, "mfa_factor_name_conflict", message);
  }
  if (factors.length >= settings.mfa.max_enrolled_factors) {
    const message = "Maximum number of verified factors reached, unenroll to continue";
    throw new AuthFailure(422, "too_many_enrolled_mfa_factors", message);
  }
  if (factors.some((factor) => factor.isVerified) && session.aal !== "aal2")
    throw new AuthFailure(403, "insufficient_aal", "AAL2 required to enroll a new factor");
}

/** `POST /factors/:id/challenge` */
export const challenge: Handler = async (parts, request) => {
  const { user } = await requireSession(parts, request);
  const factor = await findFactor(parts.sql, user.id, request.ids[0]);
  parts.limits.takeRequest("factor-challenge", request.origin.address);
  requireTotp(factor.type, parts.settings.mfa.totp.verify_enabled, "verification");
  const id = randomUUID();
  const [row] = await parts.sql.begin(async (tx) => {
    await tx`update auth.mfa_factors set last_challenged_at = clock_timestamp() where id = ${factor.id}`;
    return tx<{ expiresAt: number }[]>`
      insert into auth.mfa_challenges (id, factor_id, created_at, ip_address)
      values (${id}, ${factor.id}, now(), ${request.origin.address})
      returning (extract(epoch from created_at) + ${challengeSeconds})::int as "expiresAt"`;
  });
  return json({ id, type: "totp", expires_at: row?.expiresAt });
};

const Verification = z.object({ challenge_id: text, code: text });

/** `POST /factors/:id/verify`: raises the session to the second level. */
export const verify: Handler = async (parts, request) => {
  const { user, session } = await requireSession(parts, request);
  const factor = await findFactor(parts.sql, user.id, request.ids[0]);
  parts.limits.takeRequest("factor-verify", request.origin.address);
  const fields = fieldsOf(Verification, request);
  if (fields.code === "") throw invalid("Code needs to be non-empty");
  requireTotp(factor.type, parts.settings.mfa.totp.verify_enabled, "verification");
  const step = await stepOf(parts, factor, fields, request);
  await parts.hooks.mfaVerificationAttempt(user.id, factor.id, step !== undefined, request.origin);
  if (step === undefined) throw wrongCode();
  const answer = await parts.sql.begin((tx) => raise(parts, tx, factor, session, { ...fields, step }));
  if (!factor.isVerified) await parts.mails.notify("mfa_factor_enrolled", user.email, { FactorType: factor.type });
  return json(answer);
};

/** Checks challenge and code. @returns the period the code belongs to, or undefined for a wrong one */
async function stepOf(
  { sql }: AuthParts,
  factor: Factor,
  fields: z.infer<typeof Verification>,
  request: AuthRequest,
): Promise<number | undefined> {
  const id = isUuid(fields.challenge_id) ? fields.challenge_id : null;
  const [found] = await sql<{ isUsed: boolean; isElsewhere: boolean; isExpired: boolean }[]>`
    select verified_at is not null as "isUsed", ip_address <> ${request.origin.address}::inet as "isElsewhere",
      created_at + make_interval(secs => ${challengeSeconds}) < now() as "isExpired"
    from auth.mfa_challenges where id = ${id} and factor_id = ${factor.id}`;
  if (found === undefined)
    throw new AuthFailure(422, "mfa_factor_not_found", "MFA factor with the provided challenge ID not found");
  if (found.isUsed || found.isElsewhere)
    throw new AuthFailure(422, "mfa_ip_address_mismatch", "Challenge and verify IP addresses mismatch.");
  if (found.isExpired) {
    await sql`delete from auth.mfa_challenges where id = ${id}`;
    const message = `MFA challenge ${fields.challenge_id} has expired, verify against another challenge or create a new challenge.`;
    throw new AuthFailure(422, "mfa_challenge_expired", message);
  }
  const totp = new TOTP({ secret: Secret.fromBase32(factor.secret), period: periodSeconds });
  const now = Date.now();
  const delta = totp.validate({ token: fields.code.trim(), timestamp: now, window: 1 });
  return delta === null ? undefined : Math.floor(now / (periodSeconds * 1000)) + delta;
}

/** The session has proven its second factor; sessions that have not are over. A code counts once, whatever the challenge. */
async function raise(
  parts: AuthParts,
  tx: Queries,
  factor: Factor,
  session: Session,
  { challenge_id: challengeId, step }: { readonly challenge_id: string; readonly step: number },
): Promise<TokenResponse> {
  await tx`select 1 from auth.mfa_factors where id = ${factor.id} for update`;
  const used = await tx`
    select 1 from auth.mfa_challenges where factor_id = ${factor.id} and verified_at is not null
      and (id = ${challengeId} or otp_code = ${String(step)})`;
  if (used.length > 0) throw wrongCode();
  await tx`update auth.mfa_challenges set verified_at = now(), otp_code = ${String(step)} where id = ${challengeId}`;
  await tx`update auth.mfa_factors set status = 'verified', updated_at = now() where id = ${factor.id} and status <> 'verified'`;
  await parts.sessions.addMethod(tx, session.id, "totp");
  await tx`update auth.sessions set aal = 'aal2', factor_id = ${factor.id}, updated_at = now() where id = ${session.id}`;
  const [current] = await tx<{ token: string }[]>`
    select token from auth.refresh_tokens where session_id = ${session.id} and not revoked order by id desc limit 1`;
  if (current === undefined)
    throw new AuthFailure(403, "session_not_found", "Session from session_id claim in JWT does not exist");
  const refreshToken = await swapRefreshToken(tx, {
    token: current.token,
    userId: session.userId,
    sessionId: session.id,
  });
  await tx`delete from auth.sessions where user_id = ${session.userId} and aal < 'aal2'`;
  await tx`delete from auth.mfa_factors where user_id = ${session.userId} and status <> 'verified' and factor_type = 'totp'`;
  return parts.sessions.respond(tx, session.userId, session.id, refreshToken);
}

/** `DELETE /factors/:id` */
export const unenroll: Handler = async (parts, request) => {
  const { user, session } = await requireSession(parts, request);
  const factor = await findFactor(parts.sql, user.id, request.ids[0]);
  if (factor.isVerified && session.aal !== "aal2")
    throw new AuthFailure(422, "insufficient_aal", "AAL2 required to unenroll verified factor");
  await parts.sql.begin((tx) => removeFactor(tx, factor));
  await parts.mails.notify("mfa_factor_unenrolled", user.email, { FactorType: factor.type });
  return json({ id: factor.id });
};

async function requireSession(parts: AuthParts, request: AuthRequest): Promise<{ user: User; session: Session }> {
  const { user, session } = await requireUser(parts, request);
  if (session !== undefined) return { user, session };
  const message = "A valid session and a registered user are required to enroll a factor";
  throw new AuthFailure(500, "unexpected_failure", message);
}

function requireTotp(type: string, isEnabled: boolean, what: "enroll" | "verification"): void {
  const suffix = what === "enroll" ? "enroll_not_enabled" : "verify_not_enabled";
  if (type === "phone") throw new AuthFailure(422, `mfa_phone_${suffix}`, `MFA ${what} is disabled for Phone`);
  if (type === "webauthn") throw new AuthFailure(422, `mfa_webauthn_${suffix}`, `MFA ${what} is disabled for WebAuthn`);
  if (type !== "totp") throw invalid("factor_type needs to be totp, phone, or webauthn");
  if (!isEnabled) throw new AuthFailure(422, `mfa_totp_${suffix}`, `MFA ${what} is disabled for TOTP`);
}

function wrongCode(): AuthFailure {
  return new AuthFailure(422, "mfa_verification_failed", "Invalid TOTP code entered");
}
