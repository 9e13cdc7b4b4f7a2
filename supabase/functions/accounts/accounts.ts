import { z } from "zod";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { readAction } from "../_shared/edge/request.ts";

const Input = z.discriminatedUnion("action", [
  z.object({ action: z.literal("recover"), input: z.object({ code: z.string().min(1).max(40) }) }),
  z.object({
    action: z.literal("create"),
    input: z.object({ email: z.string().min(3).max(254), full_name: z.string().max(100).default("") }),
  }),
  z.object({ action: z.literal("prove-domain"), input: z.object({ domain: z.string().min(3).max(253) }) }),
]);

/** What the function needs of database and auth server. */
export interface AccountsBackend {
  /** Uses up a recovery code of the caller, and removes second factor and password with it. @throws AppError `unauthorized` */
  spendRecoveryCode(request: Request, code: string): Promise<string>;
  /** Lets an address become an account, with the caller's rights. @throws AppError `forbidden`, `invalid_input`, `taken` */
  allowAccount(request: Request, email: string): Promise<void>;
  /** Makes the account; the auth server sends the mail with which its owner sets a password. */
  invite(email: string, fullName: string): Promise<void>;
  /** The domains of single sign-on, with the caller's rights. @throws AppError `forbidden` */
  ssoDomains(request: Request): Promise<readonly string[]>;
  proveDomain(domain: string, records: readonly string[]): Promise<boolean>;
}

export interface AccountsOptions {
  readonly backend: AccountsBackend;
  /** TXT records of a name; empty when there are none. */
  readonly resolveTxt: (name: string) => Promise<readonly string[]>;
  readonly log: (line: string) => void;
}

/**
 * What accounts need beyond the auth server: `POST /accounts/recover` takes a recovery code in place of a lost second factor,
 * `POST /accounts/create` makes an account for somebody (master administrators), `POST /accounts/prove-domain` looks for the DNS
 * record that proves a domain of single sign-on (master administrators).
 */
export function createAccounts({ backend, resolveTxt, log }: AccountsOptions) {
  return createHandler({
    methods: ["POST"],
    maxBodyBytes: 4000,
    input: Input,
    read: readAction,
    handle: async (call, request) => {
      switch (call.action) {
        case "recover":
          return recover(backend, request, call.input.code);
        case "create": {
          const { email, full_name: fullName } = call.input;
          await backend.allowAccount(request, email);
          await backend.invite(email.trim().toLowerCase(), fullName.trim());
          return { created: true };
        }
        case "prove-domain": {
          const domain = call.input.domain.trim().toLowerCase();
          if (!(await backend.ssoDomains(request)).includes(domain)) {
            throw new AppError("unknown_domain", 404, "There is no such domain.", { field: "domain" });
          }
          const records = await resolveTxt(`_heliograph-challenge.${domain}`);
          return { is_proven: await backend.proveDomain(domain, records), records: records.length };
        }
      }
    },
    log,
  });
}

async function recover(backend: AccountsBackend, request: Request, code: string): Promise<{ recovered: true }> {
  const state = await backend.spendRecoveryCode(request, code);
  if (state === "too_many") {
    throw new AppError("rate_limited", 429, "Too many wrong codes. Try again in an hour.", {
      retryAfter: 3600,
      field: "code",
    });
  }
  if (state !== "used")
    throw new AppError("wrong_code", 422, "This code is wrong or was used before.", { field: "code" });
  return { recovered: true };
}
