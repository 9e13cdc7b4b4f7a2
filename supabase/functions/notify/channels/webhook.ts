import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { deliver } from "../http/deliver.ts";
import { type Answer, jsonOf } from "../http/post.ts";
import { type Channel, type ChannelOptions, followedOf, linksOf, type Outcome } from "../message.ts";
import { challengePayload, webhookPayload } from "../webhook-payload.ts";

const Details = z.object({ secret: z.string() });
const Echo = z.object({ challenge: z.string() });

/** A program that is not there when it is asked to confirm is asked twice more, not for hours. */
const challenges = 3;

/**
 * Webhooks, signed as Standard Webhooks. The message's id is that of the delivery, so that a receiver recognises what it
 * has had before. Before anything else the receiver has to send back a challenge, or somebody opens the link beside it.
 */
export function createWebhook({ siteUrl, functionsUrl, allowPrivate }: ChannelOptions): Channel {
  return {
    async send(delivery, content, signal): Promise<Outcome> {
      const { data: details } = Details.safeParse(delivery.details);
      if (details === undefined) return { outcome: "dead", error: "the subscription has no secret to sign with" };
      const links = linksOf(delivery, content, siteUrl, functionsUrl);
      const now = new Date();
      const isChallenge = content.topic === "subscription.confirm" || content.topic === "alert.confirm";
      const challenge = delivery.confirmationToken ?? "";
      const payload = isChallenge
        ? challengePayload(content, links, challenge, details.secret, now)
        : webhookPayload(content, followedOf(delivery, content), links, now);
      const id = `msg_${delivery.id}`;
      const body = JSON.stringify(payload);
      const headers = {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": new Webhook(details.secret).sign(id, now, body),
      };
      const options = { headers, body, signal, allowPrivate };
      if (!isChallenge) return deliver(delivery.address, options);
      const outcome = await deliver(delivery.address, options, (answer) => echoOf(answer, challenge));
      if (outcome.outcome !== "retry" || delivery.attempt < challenges) return outcome;
      return { outcome: "dead", error: outcome.error };
    },
    isTheirServer: true,
    close() {},
  };
}

/** A 2xx proves nothing: web servers give it to everybody. The challenge in the answer does. */
function echoOf({ status, body }: Answer, challenge: string): Outcome | undefined {
  if (status < 200 || status > 299) return undefined;
  const isEchoed = body.trim() === challenge || Echo.safeParse(jsonOf(body)).data?.challenge === challenge;
  // The link in the message still confirms.
  return { outcome: "sent", ...(isEchoed && challenge !== "" && { confirmsSubscription: true }) };
}
