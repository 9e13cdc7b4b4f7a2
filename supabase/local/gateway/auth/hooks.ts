import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { z } from "zod";
import type { Settings } from "../../settings.ts";
import { AuthFailure } from "./failure.ts";
import type { Origin } from "./requests.ts";
import type { NewUser } from "./users.ts";

type HookName = keyof Settings["auth"]["hook"];

const timeoutMs = 2_000;

const Refusal = z.object({ error: z.object({ http_code: z.number().default(0), message: z.string().default("") }) });
const Decision = z.object({
  decision: z.string().default(""),
  message: z.string().default(""),
  should_logout_user: z.boolean().default(false),
});

/** Auth hooks that are Postgres functions, called as GoTrue calls them: by `supabase_auth_admin`, for two seconds at most. */
export class Hooks {
  private readonly sql: postgres.Sql;
  private readonly hooks: Settings["auth"]["hook"];

  constructor(sql: postgres.Sql, settings: Settings["auth"]) {
    this.sql = sql;
    this.hooks = settings.hook;
  }

  /** Before an account is made by a person, an invitation or an identity provider. @throws AuthFailure when it may not be */
  async beforeUserCreated(user: NewUser, origin: Origin): Promise<void> {
    const never = "0001-01-01T00:00:00Z";
    await this.call("before_user_created", "before-user-created", origin, {
      user: {
        id: user.id,
        aud: "authenticated",
        role: "",
        email: user.email,
        phone: user.phone,
        app_metadata: user.appMetadata,
        user_metadata: user.userMetadata,
        identities: [],
        created_at: never,
        updated_at: never,
        is_anonymous: false,
      },
    });
  }

  /** After a password was compared. @throws AuthFailure when the attempt is refused */
  async passwordVerificationAttempt(userId: string, isValid: boolean, origin: Origin): Promise<void> {
    const answer = await this.call("password_verification_attempt", "password-verification", origin, {
      user_id: userId,
      valid: isValid,
    });
    const rejection = rejectionOf(answer, "Further password verification attempts will be rejected.");
    if (rejection === undefined) return;
    if (rejection.should_logout_user) await this.sql`delete from auth.sessions where user_id = ${userId}`;
    throw new AuthFailure(400, "invalid_credentials", rejection.message);
  }

  /** After a second factor's code was compared. @throws AuthFailure when the attempt is refused; all sessions are ended then */
  async mfaVerificationAttempt(userId: string, factorId: string, isValid: boolean, origin: Origin): Promise<void> {
    const answer = await this.call("mfa_verification_attempt", "mfa-verification", origin, {
      user_id: userId,
      factor_id: factorId,
      factor_type: "totp",
      valid: isValid,
    });
    const rejection = rejectionOf(answer, "Further MFA verification attempts will be rejected.");
    if (rejection === undefined) return;
    await this.sql`delete from auth.sessions where user_id = ${userId}`;
    throw new AuthFailure(403, "mfa_verification_rejected", rejection.message);
  }

  /** @returns the function's answer, or undefined when the hook is off */
  private async call(hook: HookName, name: string, origin: Origin, input: object): Promise<unknown> {
    const { enabled, uri } = this.hooks[hook];
    if (!enabled) return undefined;
    const [, schema, routine] = /^pg-functions:\/\/[^/]+\/([^/]+)\/([^/]+)$/.exec(uri) ?? [];
    if (schema === undefined || routine === undefined) throw broken(uri);
    const metadata = { uuid: randomUUID(), time: new Date().toISOString(), name, ip_address: origin.address };
    const event = JSON.stringify({ metadata, ...input });
    const answer = await this.sql
      .begin(async (tx) => {
        await tx`select set_config('statement_timeout', ${String(timeoutMs)}, true)`;
        const [row] = await tx<{ answer: unknown }[]>`
          select ${tx(schema)}.${tx(routine)}(${event}::text::jsonb) as answer`;
        return row?.answer;
      })
      .catch((cause: unknown) => {
        throw broken(uri, cause);
      });
    const refusal = Refusal.safeParse(answer).data?.error;
    if (refusal !== undefined && refusal.message !== "") {
      const status = refusal.http_code === 0 ? 500 : refusal.http_code;
      throw new AuthFailure(status, status === 500 ? "unexpected_failure" : "unknown", refusal.message);
    }
    return answer;
  }
}

function rejectionOf(answer: unknown, message: string): z.infer<typeof Decision> | undefined {
  const decision = Decision.safeParse(answer).data;
  return decision?.decision === "reject" ? { ...decision, message: decision.message || message } : undefined;
}

function broken(uri: string, cause?: unknown): AuthFailure {
  return new AuthFailure(500, "unexpected_failure", `Error running hook URI: ${uri}`, { cause });
}
