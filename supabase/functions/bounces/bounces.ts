import { Webhook } from "standardwebhooks";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { z } from "zod";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { goneCodes, leftCode } from "../_shared/edge/twilio-codes.ts";

/** What a provider says about a message or a number. */
export interface Report {
  readonly kind: "bounced" | "complained" | "unsubscribed";
  /** Of the message; or else `address`. */
  readonly providerId?: string;
  readonly address?: string;
  readonly reason: string;
}

/** The database, as this function needs it. */
export interface Bounces {
  /** Secrets of an organization's provider, or with null of the instance's. */
  secretsOf(organizationId: string | null, provider: "resend" | "twilio"): Promise<unknown>;
  report(organizationId: string | null, report: Report): Promise<void>;
}

const Input = z.object({
  provider: z.enum(["resend", "twilio"]),
  organization: z.uuid().nullable(),
  body: z.string(),
});

const ResendSecrets = z.object({ webhook_secret: z.string().min(1) });
const ResendEvent = z.object({
  type: z.string(),
  data: z.object({
    email_id: z.string().optional(),
    bounce: z.object({ type: z.string().default(""), message: z.string().default("") }).optional(),
  }),
});

const TwilioSecrets = z.object({ auth_token: z.string().min(1) });

/** What Twilio itself takes as "no more" (https://help.twilio.com/articles/223134027). */
const stopWords = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"];

/**
 * Where providers report what became of messages: `POST /bounces/resend` and `/bounces/twilio`, with `?organization=<id>`
 * for an organization's own account. Only what carries the provider's signature is believed.
 * @param functionsUrl where functions are called from outside: Twilio signs the address it calls
 */
export function createBounces(
  database: Bounces,
  functionsUrl: string,
  log: (line: string) => void,
): (request: Request) => Promise<Response> {
  return createHandler({
    methods: ["POST"],
    maxBodyBytes: 262_144,
    input: Input,
    read: (request, body) => {
      const { pathname, searchParams } = new URL(request.url);
      return { provider: pathname.split("/").filter(Boolean)[1], organization: searchParams.get("organization"), body };
    },
    async handle({ provider, organization, body }, request) {
      const secrets = await database.secretsOf(organization, provider);
      if (provider === "resend") {
        const report = ofResend(secrets, request.headers, body);
        if (report !== null) await database.report(organization, report);
        return { ok: true };
      }
      const url = `${functionsUrl}/bounces/twilio${new URL(request.url).search}`;
      const report = ofTwilio(secrets, request.headers, url, body);
      if (report !== null) await database.report(organization, report);
      // What Twilio does about it: nothing (TwiML).
      return new Response("<Response/>", { headers: { "content-type": "text/xml" } });
    },
    log,
  });
}

/** Resend signs as Standard Webhooks do, under the names of Svix (https://resend.com/docs/dashboard/webhooks). */
function ofResend(secrets: unknown, headers: Headers, body: string): Report | null {
  const { data: known } = ResendSecrets.safeParse(secrets);
  if (known === undefined) throw unsigned();
  const signed = ["id", "timestamp", "signature"].map((name) => [`webhook-${name}`, headers.get(`svix-${name}`) ?? ""]);
  let event: unknown;
  try {
    event = new Webhook(known.webhook_secret).verify(body, Object.fromEntries(signed));
  } catch {
    throw unsigned();
  }
  const { type, data } = ResendEvent.parse(event);
  if (data.email_id === undefined) return null;
  if (type === "email.complained") return { kind: "complained", providerId: data.email_id, reason: "marked as spam" };
  // A full mailbox passes; one that does not exist does not.
  if (type !== "email.bounced" || data.bounce?.type !== "Permanent") return null;
  return { kind: "bounced", providerId: data.email_id, reason: data.bounce.message };
}

/** A status of a message we sent, or an answer to it (https://www.twilio.com/docs/usage/webhooks/webhooks-security). */
function ofTwilio(secrets: unknown, headers: Headers, url: string, body: string): Report | null {
  const { data: known } = TwilioSecrets.safeParse(secrets);
  const fields = Object.fromEntries(new URLSearchParams(body));
  const signature = headers.get("x-twilio-signature") ?? "";
  if (known === undefined || !validateRequest(known.auth_token, signature, url, fields)) throw unsigned();
  const { MessageSid, CallSid, MessageStatus, ErrorCode = "", From, Body, OptOutType } = fields;
  const isStop = OptOutType === "STOP" || stopWords.includes(Body?.trim().toUpperCase() ?? "");
  if (MessageStatus === undefined && isStop && From !== undefined) {
    return { kind: "unsubscribed", address: From, reason: "answered STOP" };
  }
  const providerId = MessageSid ?? CallSid;
  if (providerId === undefined) return null;
  const code = Number(ErrorCode);
  if (code === leftCode) return { kind: "unsubscribed", providerId, reason: "answered STOP" };
  return goneCodes.includes(code) ? { kind: "bounced", providerId, reason: `Twilio ${code}` } : null;
}

function unsigned(): AppError {
  return new AppError("unauthorized", 401, "The provider's signature is missing or wrong.");
}
