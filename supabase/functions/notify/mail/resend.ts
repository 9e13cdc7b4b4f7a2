import { setTimeout as delay } from "node:timers/promises";
import { Resend } from "resend";
import { z } from "zod";
import { secondsOf } from "../http/post.ts";
import type { Outcome } from "../message.ts";
import type { Pace } from "../pace.ts";
import type { Mail } from "./render.ts";

/** A mail as both ways out take it. */
export interface OutgoingMail extends Mail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly replyTo?: string;
  readonly messageId: string;
  readonly inReplyTo?: string;
  readonly references?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The package promises a status; what comes back is whatever the server said. */
const Refused = z.object({ name: z.string(), message: z.string(), statusCode: z.number().nullish() });

/** No fault of the mail: the account's, which an admin can mend, or one that passes. */
const notTheMail = ["missing_api_key", "invalid_api_key", "restricted_api_key", "suspended_api_key", "invalid_access"];

/** Who has to wait longer goes back into the queue. */
const maxWaitMs = 15_000;

/** How a mail gets to Resend. */
export interface ResendAccess {
  readonly apiKey: string;
  /** Where Resend is, if not where its package expects it. */
  readonly baseUrl: string | undefined;
  /** The account's turns. */
  readonly pace: Pace;
}

/**
 * Sends a mail through Resend. The message's id is the idempotency key: what is tried again within a day is not sent
 * again (Resend puts a `Message-ID` of its own).
 */
export async function sendThroughResend(
  { apiKey, baseUrl, pace }: ResendAccess,
  { from, to, subject, html, text, replyTo, messageId, inReplyTo, references, headers }: OutgoingMail,
  signal: AbortSignal,
): Promise<Outcome> {
  const waitMs = pace.take();
  if (waitMs > maxWaitMs) {
    const retryAfterSeconds = waitMs / 1000;
    return { outcome: "retry", error: "waits for its turn at Resend", retryAfterSeconds, isThrottled: true };
  }
  const resend = new Resend(apiKey, baseUrl === undefined ? {} : { baseUrl });
  try {
    await delay(waitMs, undefined, { signal });
    const answer = await resend.emails.send(
      {
        from: `"${from.name.replaceAll(/["\\\p{Cc}]/gu, " ")}" <${from.address}>`,
        to,
        subject,
        html,
        text,
        ...(replyTo !== undefined && { replyTo }),
        headers: {
          ...headers,
          ...(inReplyTo !== undefined && { "In-Reply-To": inReplyTo }),
          ...(references !== undefined && { References: references }),
        },
      },
      { idempotencyKey: messageId.slice(1, -1).slice(0, 256), signal },
    );
    if (answer.error === null) return { outcome: "sent", providerId: answer.data.id };
    return outcomeOf(answer.error, secondsOf(answer.headers?.["retry-after"]));
  } catch (error) {
    return { outcome: "retry", error: error instanceof Error ? error.message : String(error) };
  }
}

function outcomeOf(said: unknown, retryAfterSeconds: number | undefined): Outcome {
  const { data } = Refused.safeParse(said);
  if (data === undefined) return { outcome: "retry", error: "Resend cannot be reached" };
  const { name, message, statusCode } = data;
  const error = `${name}: ${message}`;
  const isFinal = statusCode === 400 || statusCode === 422;
  if (isFinal && !notTheMail.includes(name)) return { outcome: "dead", error };
  if (statusCode === 401 || statusCode === 403) return { outcome: "retry", error, retryAfterSeconds: 300 };
  return {
    outcome: "retry",
    error,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    // Of the second, not of the day or month.
    ...(name === "rate_limit_exceeded" && { isThrottled: true }),
  };
}
