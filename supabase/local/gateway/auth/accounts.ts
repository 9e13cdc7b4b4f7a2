import { randomUUID } from "node:crypto";
import type { AuthParts } from "./parts.ts";
import { hashPassword } from "./passwords.ts";
import type { Origin } from "./requests.ts";
import { emailIdentity, insertUser, type Metadata, type NewUser, type Queries } from "./users.ts";

interface Candidate {
  readonly email: string;
  /** None for somebody who is invited. */
  readonly password?: string;
  readonly metadata: Metadata;
}

/** An account to be, which the hook `before_user_created` permits. Call it outside a transaction. @throws AuthFailure */
export async function permittedAccount(parts: AuthParts, candidate: Candidate, origin: Origin): Promise<NewUser> {
  const user: NewUser = {
    id: randomUUID(),
    email: candidate.email,
    phone: "",
    passwordHash: candidate.password === undefined ? null : await hashPassword(parts.sql, candidate.password),
    appMetadata: { provider: "email", providers: ["email"] },
    userMetadata: candidate.metadata,
    isSsoUser: false,
  };
  await parts.hooks.beforeUserCreated(user, origin);
  return user;
}

/** Writes the account. The trigger on auth.users may still refuse it. @throws AuthFailure */
export async function saveAccount(tx: Queries, user: NewUser): Promise<void> {
  const identity = emailIdentity(user.id, user.email, user.userMetadata);
  await insertUser(tx, { ...user, userMetadata: identity.data }, identity, "Database error saving new user");
}
