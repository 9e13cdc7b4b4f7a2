import { z } from "zod";
import { type CardSetup, type StoreCustomer, setUpCard, setUpForNobody } from "../_shared/edge/card-setup.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { fieldsOf, sourceOf } from "../_shared/edge/request.ts";
import type { StripeAccount } from "../_shared/edge/stripe.ts";

const Email = z.string().min(3).max(254);
/** bcrypt takes 72 bytes. How long it has to be is said as the auth server says it. */
const Password = z.string().min(1).max(72);

const Input = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("start"),
    input: z.object({ email: Email, password: Password, full_name: z.string().trim().max(100).default("") }),
  }),
  z.object({ action: z.literal("resume"), input: z.object({ email: Email, password: Password }) }),
]);

/** minimum_password_length of supabase/config.toml. */
const minimumPasswordLength = 8;

/** What is known of an address; `userId` is null where it has no account. */
export interface KnownAddress {
  readonly userId: string | null;
  readonly address: string;
  readonly customerId: string | null;
  readonly intentId: string | null;
  readonly hasCard: boolean;
}

/** What the function needs of database and auth server. */
export interface SignupBackend {
  /** @throws AppError `forbidden` (not a saas instance), `invalid_input`, `rate_limited` */
  begin(email: string, source: string | undefined): Promise<KnownAddress>;
  /**
   * Makes the unconfirmed account; no mail is sent. Returns its id, undefined when the address has an account by now.
   * @throws AppError with the auth server's codes
   */
  create(email: string, password: string, fullName: string): Promise<string | undefined>;
  /** Whether the password is that of the account, and whether the account was activated. */
  owns(email: string, password: string): Promise<"unconfirmed" | "confirmed" | "no">;
  readonly store: StoreCustomer;
  /** Sends the activation mail. */
  activate(email: string): Promise<void>;
}

export interface SignupOptions {
  readonly backend: SignupBackend;
  readonly account: () => StripeAccount;
  readonly log: (line: string) => void;
}

/**
 * Signing up on a saas instance. `POST /signup/start` makes the account, without a mail, and begins with its card;
 * `POST /signup/resume` goes on where somebody left, and sends the activation mail again once the card is confirmed. Whether
 * an address has an account is told to nobody but who knows its password.
 */
export function createSignup({ backend, account, log }: SignupOptions): (request: Request) => Promise<Response> {
  return createHandler({
    methods: ["POST"],
    maxBodyBytes: 4000,
    input: Input,
    read: (request, body) => ({
      action: new URL(request.url).pathname.split("/").at(-1),
      input: fieldsOf(request, body),
    }),
    handle: async ({ action, input }, request) => {
      const stripe = account();
      const source = sourceOf(request);
      return action === "start" ? start(backend, stripe, input, source) : resume(backend, stripe, input, source);
    },
    log,
  });
}

interface Credentials {
  readonly email: string;
  readonly password: string;
}

async function start(
  backend: SignupBackend,
  stripe: StripeAccount,
  { email, password, full_name }: Credentials & { readonly full_name: string },
  source: string | undefined,
): Promise<CardSetup> {
  // Before anything depends on the address: the answer must not.
  if (password.length < minimumPasswordLength) {
    const message = `Password should be at least ${minimumPasswordLength} characters.`;
    throw new AppError("weak_password", 422, message, { field: "password" });
  }
  const known = await backend.begin(email, source);
  if (known.userId === null) {
    const userId = await backend.create(known.address, password, full_name);
    if (userId !== undefined) return beginCard(backend, stripe, { ...known, userId }, full_name);
  }
  if ((await backend.owns(known.address, password)) !== "unconfirmed") return setUpForNobody(stripe);
  // Somebody who begins again, or twice at once.
  const again = known.userId === null ? await backend.begin(email, source) : known;
  return again.userId === null
    ? setUpForNobody(stripe)
    : beginCard(backend, stripe, { ...again, userId: again.userId }, full_name);
}

async function resume(
  backend: SignupBackend,
  stripe: StripeAccount,
  { email, password }: Credentials,
  source: string | undefined,
): Promise<CardSetup & { readonly is_card_confirmed: boolean }> {
  const known = await backend.begin(email, source);
  const proof = await backend.owns(known.address, password);
  if (proof === "confirmed") throw new AppError("account_exists", 409, "This account is active. Sign in.");
  if (proof === "no" || known.userId === null)
    throw new AppError("invalid_credentials", 400, "Invalid login credentials");
  const setup = await beginCard(backend, stripe, { ...known, userId: known.userId }, "");
  if (known.hasCard) await backend.activate(known.address);
  return { ...setup, is_card_confirmed: known.hasCard };
}

function beginCard(
  { store }: SignupBackend,
  stripe: StripeAccount,
  { userId, address, customerId, intentId }: KnownAddress & { readonly userId: string },
  fullName: string,
): Promise<CardSetup> {
  return setUpCard(stripe, { userId, email: address, fullName, customerId, intentId }, store, false);
}
