import type { Settings } from "../../settings.ts";
import { authError } from "../responses.ts";
import { RateLimit } from "./rate-limits.ts";

const fiveMinutesMs = 5 * 60_000;
const mailing = new Set(["otp", "magiclink", "recover", "resend", "email_change", "reauthenticate"]);

/** GoTrue's rate limits: per address and kind of request; mails per project and per recipient. */
export class AuthLimits {
  private readonly signIn: RateLimit;
  private readonly refresh: RateLimit;
  private readonly verify: RateLimit;
  private readonly mails: RateLimit;
  private readonly perRecipient: RateLimit;
  private readonly off: boolean;
  private readonly mailPauseMs: number;

  /** @param off test set-ups lift the limits */
  constructor(limits: Settings["auth"]["rate_limit"], mailPauseMs: number, off: boolean) {
    this.signIn = new RateLimit(limits.sign_in_sign_ups, fiveMinutesMs);
    this.refresh = new RateLimit(limits.token_refresh, fiveMinutesMs);
    this.verify = new RateLimit(limits.token_verifications, fiveMinutesMs);
    this.mails = new RateLimit(limits.email_sent, 3_600_000);
    this.perRecipient = new RateLimit(1, Math.max(1, mailPauseMs));
    this.mailPauseMs = mailPauseMs;
    this.off = off;
  }

  /** @returns the 429 answer, or undefined when the request may go on */
  check(kind: string, address: string, email: string | undefined): Response | undefined {
    if (this.off) return undefined;
    const bucket = kind === "refresh" ? this.refresh : kind === "verify" ? this.verify : this.signIn;
    const counted =
      kind === "refresh" || kind === "verify" || kind === "signup" || kind === "token" || mailing.has(kind);
    if (counted && !bucket.take(address))
      return authError(429, "over_request_rate_limit", "Request rate limit reached");
    if (!mailing.has(kind)) return undefined;
    if (email !== undefined && !this.perRecipient.take(email.toLowerCase())) {
      const seconds = Math.ceil(this.mailPauseMs / 1000);
      const message = `For security purposes, you can only request this after ${seconds} seconds.`;
      return authError(429, "over_email_send_rate_limit", message);
    }
    return this.mails.take("") ? undefined : authError(429, "over_email_send_rate_limit", "email rate limit exceeded");
  }
}
