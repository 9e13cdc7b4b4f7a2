import { z } from "zod";
import { json } from "../responses.ts";
import { hashOf, isCurrent, isExpired, pkcePrefix } from "./codes.ts";
import { confirmEmailChange } from "./email-change.ts";
import { AuthFailure, errorNames, invalid } from "./failure.ts";
import type { AuthParts, Handler } from "./parts.ts";
import { hashPassword, storePassword } from "./passwords.ts";
import { issueCode } from "./pkce.ts";
import { type AuthRequest, fieldsOf, text, validEmail } from "./requests.ts";
import { fragmentOf, type Method, type TokenResponse } from "./sessions.ts";
import { randomPassword } from "./signup.ts";
import {
  confirmEmail,
  findUser,
  findUserByEmail,
  findUserByToken,
  type Queries,
  refreshProviders,
  type User,
} from "./users.ts";

/** Two addresses have to agree to a change, and one has. */
const halfConfirmed = "Confirmation link accepted. Please proceed to confirm link sent to the other email";

const linkTypes = ["signup", "invite", "magiclink", "recovery", "email_change"] as const;
type VerifiedType = (typeof linkTypes)[number];

interface Proof {
  readonly type: string;
  readonly hash: string;
  /** The address a code was sent to; links do not name it. */
  readonly email: string | undefined;
}

const Fields = z.object({ type: text, token: text, token_hash: text, email: text, phone: text, redirect_to: text });

/** `POST /verify`: a code or the hash of a link, for a session. */
export const verifyCode: Handler = async (parts, request) => {
  const fields = fieldsOf(Fields, request);
  if (fields.type === "") throw invalid("Verify requires a verification type");
  if ((fields.token === "") === (fields.token_hash === ""))
    throw invalid("Verify requires either a token or a token hash");
  const outcome = await parts.sql.begin((tx) => prove(parts, tx, proofOf(fields)));
  if (outcome === "half") return json({ msg: halfConfirmed, code: "200" });
  return json(await openSession(parts, outcome.id, request));
};

/** `GET /verify`: the link of a mail. Leads on to the page the client named, with the session, a code for it, or an error. */
export const followLink: Handler = async (parts, request) => {
  const { searchParams } = request.url;
  const [token, type] = [searchParams.get("token") ?? "", searchParams.get("type") ?? ""];
  if (type === "") throw invalid("Verify requires a verification type");
  if (token === "") throw invalid("Verify requires a token or a token hash");
  const target = new URL(request.redirectTo);
  const isPkce = token.startsWith(pkcePrefix);
  try {
    const answer = await parts.sql.begin(async (tx) => {
      const outcome = await prove(parts, tx, { type, hash: token, email: undefined });
      if (outcome === "half") return { message: halfConfirmed };
      return isPkce ? { code: await issueCode(tx, outcome.id, methodOf(type)) } : { userId: outcome.id };
    });
    if (answer.code !== undefined) target.searchParams.set("code", answer.code);
    else if (answer.message !== undefined) tell(target, { message: answer.message, sb: "" }, isPkce);
    else target.hash = fragmentOf(await openSession(parts, answer.userId, request), { type });
  } catch (error) {
    if (!(error instanceof AuthFailure)) throw error;
    const name = errorNames[error.status];
    const fields = { error_code: error.code, error_description: error.message, sb: "" };
    tell(target, name === undefined ? fields : { error: name, ...fields }, isPkce);
  }
  return new Response(null, { status: 303, headers: { location: target.href } });
};

/** PKCE clients look into the query, the others into the fragment. */
function tell(target: URL, fields: Record<string, string>, isPkce: boolean): void {
  if (isPkce)
    for (const [name, value] of Object.entries(fields)) if (name !== "sb") target.searchParams.set(name, value);
  target.hash = new URLSearchParams(fields).toString();
}

function proofOf(fields: z.infer<typeof Fields>): Proof {
  if (fields.token_hash !== "") {
    if (fields.email !== "" || fields.phone !== "" || fields.redirect_to !== "")
      throw invalid("Only the token_hash and type should be provided");
    return { type: fields.type, hash: fields.token_hash, email: undefined };
  }
  if (fields.email === "" || fields.phone !== "")
    throw invalid("Only an email address or phone number should be provided on verify");
  const email = validEmail(fields.email);
  return { type: fields.type, hash: hashOf(email, fields.token), email };
}

async function openSession(parts: AuthParts, userId: string, request: AuthRequest): Promise<TokenResponse> {
  return parts.sql.begin(async (tx) => {
    const user = await findUser(tx, userId);
    if (user === undefined) throw expired("Email link is invalid or has expired");
    return parts.sessions.open(tx, user, "otp", request.origin);
  });
}

/** Uses the proof up. @returns whose it was, or `half` when another address has to agree */
async function prove(parts: AuthParts, tx: Queries, proof: Proof): Promise<User | "half"> {
  const found = proof.email === undefined ? await byHash(parts, tx, proof) : await byCode(parts, tx, proof);
  const { user, type } = found;
  switch (type) {
    case "signup":
    case "invite":
      await verifySignup(parts, tx, user);
      break;
    case "magiclink":
    case "recovery":
      await tx`update auth.users set recovery_token = '' where id = ${user.id}`;
      if (user.emailConfirmedAt === null) await confirmEmail(tx, user.id);
      break;
    case "email_change":
      if ((await confirmEmailChange(parts, tx, user, proof.hash)) === "half") return "half";
      await parts.mails.notify("email_changed", user.email, { OldEmail: user.email, Email: user.emailChange });
      break;
  }
  await refreshProviders(tx, user.id);
  return user;
}

interface Found {
  readonly user: User;
  readonly type: VerifiedType;
}

/** Whose link it is; it may be one of a PKCE client. */
async function byHash({ settings }: AuthParts, tx: Queries, { type, hash }: Proof): Promise<Found> {
  const message = "Email link is invalid or has expired";
  const columns = columnsOf(type);
  const user = await lock(tx, await findUserByToken(tx, columns, hash));
  if (user === undefined) throw expired(message);
  if (user.isBanned) throw new AuthFailure(403, "user_banned", "User is banned");
  const actual = type === "email" ? (user.recoveryToken === hash ? "magiclink" : "signup") : verifiedType(type);
  if (isExpired(sentAt(user, actual), settings.email.otp_expiry)) throw expired(message);
  if (!tokensOf(user, actual).includes(hash)) throw expired(message);
  return { user, type: actual };
}

/** Whose code it is: the one that was sent to this address. */
async function byCode({ settings }: AuthParts, tx: Queries, { type, hash, email = "" }: Proof): Promise<Found> {
  const message = "Token has expired or is invalid";
  const kinds = type === "email" ? (["signup", "magiclink"] as const) : [verifiedType(type)];
  const found =
    type === "email_change"
      ? await findUserByToken(tx, columnsOf(type), hash).then(
          (user) => user ?? findUserByToken(tx, columnsOf(type), pkcePrefix + hash),
        )
      : await findUserByEmail(tx, email);
  const user = await lock(tx, found);
  if (user === undefined) throw expired(message);
  if (user.isBanned) throw new AuthFailure(403, "user_banned", "User is banned");
  const { otp_expiry: validSeconds } = settings.email;
  const actual = kinds.find((kind) =>
    tokensOf(user, kind).some((token) => isCurrent(hash, token, sentAt(user, kind), validSeconds)),
  );
  if (actual === undefined) throw expired(message);
  return { user, type: actual };
}

/** One of two requests with the same proof comes after the other, and finds it used. */
async function lock(tx: Queries, user: User | undefined): Promise<User | undefined> {
  if (user === undefined) return undefined;
  await tx`select 1 from auth.users where id = ${user.id} for update`;
  return findUser(tx, user.id);
}

async function verifySignup(parts: AuthParts, tx: Queries, user: User): Promise<void> {
  // Whoever was invited chooses a password afterwards; until then nobody knows it.
  if (user.encryptedPassword === "" && user.invitedAt !== null)
    await storePassword(tx, user.id, await hashPassword(parts.sql, randomPassword()));
  await confirmEmail(tx, user.id);
  await tx`
    update auth.identities set identity_data = identity_data || '{"email_verified": true}', updated_at = now()
    where user_id = ${user.id} and email = ${user.email}`;
}

function verifiedType(type: string): VerifiedType {
  const found = linkTypes.find((known) => known === type);
  if (found === undefined) throw invalid("Invalid email verification type");
  return found;
}

function columnsOf(type: string) {
  if (type === "email") return ["confirmation_token", "recovery_token"] as const;
  switch (verifiedType(type)) {
    case "signup":
    case "invite":
      return ["confirmation_token"] as const;
    case "magiclink":
    case "recovery":
      return ["recovery_token"] as const;
    case "email_change":
      return ["email_change_token_current", "email_change_token_new"] as const;
  }
}

function tokensOf(user: User, type: VerifiedType): readonly (string | null)[] {
  if (type === "email_change") return [user.emailChangeTokenCurrent, user.emailChangeTokenNew];
  return [type === "signup" || type === "invite" ? user.confirmationToken : user.recoveryToken];
}

function sentAt(user: User, type: VerifiedType): Date | null {
  if (type === "email_change") return user.emailChangeSentAt;
  return type === "signup" || type === "invite" ? user.confirmationSentAt : user.recoverySentAt;
}

/** As what the flow of a link is remembered. */
function methodOf(type: string): Method {
  const verified = verifiedType(type);
  return verified === "signup" ? "email/signup" : verified;
}

function expired(message: string): AuthFailure {
  return new AuthFailure(403, "otp_expired", message);
}
