import type { Settings } from "../../settings.ts";
import { networkOf } from "../client-address.ts";
import { AuthFailure } from "./failure.ts";
import { RateLimit } from "./rate-limits.ts";

const fiveMinutesMs = 5 * 60_000;
/** GoTrue's defaults for second factors, 15 a minute; config.toml has no word for them. */
const factorBurst = 30;
const factorWindowMs = 2 * 60_000;

const noticesAnHour = 20;

/** Which limit of an address a request counts for. */
export type Limit = "sign-in" | "refresh" | "verify" | "factor-change" | "factor-challenge" | "factor-verify";

/** GoTrue's rate limits: per address and kind of request; mails per project and per recipient. */
export class AuthLimits {
  private readonly perAddress: Readonly<Record<Limit, RateLimit>>;
  private readonly mails: RateLimit;
  private readonly notices: RateLimit;
  private readonly perRecipient: RateLimit;
  private readonly off: boolean;
  private readonly mailPauseMs: number;

  /** @param off test set-ups lift the limits */
  constructor(limits: Settings["auth"]["rate_limit"], mailPauseMs: number, off: boolean) {
    this.perAddress = {
      "sign-in": new RateLimit(limits.sign_in_sign_ups, fiveMinutesMs),
      refresh: new RateLimit(limits.token_refresh, fiveMinutesMs),
      verify: new RateLimit(limits.token_verifications, fiveMinutesMs),
      "factor-change": new RateLimit(factorBurst, factorWindowMs),
      "factor-challenge": new RateLimit(factorBurst, factorWindowMs),
      "factor-verify": new RateLimit(factorBurst, factorWindowMs),
    };
    this.mails = new RateLimit(limits.email_sent, 3_600_000);
    this.notices = new RateLimit(noticesAnHour, 3_600_000);
    this.perRecipient = new RateLimit(1, Math.max(1, mailPauseMs));
    this.mailPauseMs = mailPauseMs;
    this.off = off;
  }

  /** @throws AuthFailure when the address asks too often */
  takeRequest(limit: Limit, address: string): void {
    if (this.off || this.perAddress[limit].take(networkOf(address))) return;
    throw new AuthFailure(429, "over_request_rate_limit", "Request rate limit reached");
  }

  /** Whether somebody has the account makes no difference. @throws AuthFailure when mail was asked for the recipient just now */
  takeRecipient(email: string): void {
    if (this.off || this.perRecipient.take(email.toLowerCase())) return;
    const seconds = Math.ceil(this.mailPauseMs / 1000);
    const message = `For security purposes, you can only request this after ${seconds} seconds.`;
    throw new AuthFailure(429, "over_email_send_rate_limit", message);
  }

  /**
   * Whether the owner of an account may be told of one more change. Apart from the project's number of mails: whoever uses that
   * up would change accounts unseen.
   */
  takeNotice(email: string): boolean {
    return this.off || this.notices.take(email.toLowerCase());
  }

  /** @throws AuthFailure when the project has sent its number of mails */
  takeMail(): void {
    if (this.off || this.mails.take("")) return;
    throw new AuthFailure(429, "over_email_send_rate_limit", "email rate limit exceeded");
  }
}
