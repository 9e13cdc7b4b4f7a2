import { z } from "zod";
import { inBackground } from "../_shared/edge/background.ts";
import { type CardSetup, setUpSignUp } from "../_shared/edge/card-setup.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { readAction, sourceOf } from "../_shared/edge/request.ts";
import type { StripeAccount } from "../_shared/edge/stripe.ts";

const Input = z.object({
  action: z.literal("start"),
  input: z.object({
    email: z.string().min(3).max(254),
    full_name: z.string().trim().max(100).default(""),
  }),
});

/** What is known of an address; `userId` is null where it has no account. */
export interface KnownAddress {
  readonly userId: string | null;
  readonly address: string;
  readonly isConfirmed: boolean;
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
  create(email: string, fullName: string): Promise<string | undefined>;
  /** Sends the activation mail. */
  activate(email: string): Promise<void>;
}

export interface SignupOptions {
  readonly backend: SignupBackend;
  readonly account: () => StripeAccount;
  readonly log: (line: string) => void;
}

/**
 * Signing up on a saas instance. `POST /signup/start` makes the account, without a mail and without a password, and begins with its
 * card. Whoever left in the middle starts again. What is known of an address is told to nobody: where a card is there already,
 * the mail says so to the address itself.
 */
export function createSignup({ backend, account, log }: SignupOptions): (request: Request) => Promise<Response> {
  return createHandler({
    methods: ["POST"],
    maxBodyBytes: 4000,
    input: Input,
    read: readAction,
    handle: async ({ input }, request): Promise<CardSetup> => {
      const { email, full_name: fullName } = input;
      const stripe = account();
      const source = sourceOf(request);
      const known = await backend.begin(email, source);
      const person = { email: known.address, fullName };
      // The answer, and how long it takes, are to be the same for every address: Stripe is asked for as much, beside the auth server.
      if (known.userId === null) return setUpSignUp(stripe, person, ownerOf(backend, person, source));
      if (!known.isConfirmed && known.hasCard) inBackground(backend.activate(known.address), log);
      return isWaiting(known)
        ? setUpSignUp(stripe, person, Promise.resolve(known.userId))
        : setUpSignUp(stripe, undefined, Promise.resolve(undefined));
    },
    log,
  });
}

/** The new account, or the one that somebody else made at the same moment. */
async function ownerOf(
  backend: SignupBackend,
  { email, fullName }: { readonly email: string; readonly fullName: string },
  source: string | undefined,
): Promise<string | undefined> {
  const created = await backend.create(email, fullName);
  if (created !== undefined) return created;
  const known = await backend.begin(email, source);
  return known.userId !== null && isWaiting(known) ? known.userId : undefined;
}

/** Whether an account lacks nothing but its card. */
function isWaiting({ isConfirmed, hasCard }: KnownAddress): boolean {
  return !isConfirmed && !hasCard;
}
