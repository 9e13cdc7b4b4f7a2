import type { Outcome } from "../message.ts";
import { within } from "../within.ts";
import { type Answer, ForbiddenAddress, type PostOptions, post } from "./post.ts";

/** How long a receiver may take. */
const timeoutMs = 30_000;

/**
 * Posts a message to an address somebody chose, and says what became of it: 2xx is success, 410 ends the subscription,
 * an address that may not be reached or redirects is final, everything else may be better next time.
 * @param judge says what an answer means where its maker has words of their own; undefined leaves it to the status
 */
export async function deliver(
  address: string,
  options: PostOptions,
  judge: (answer: Answer) => Outcome | undefined = () => undefined,
): Promise<Outcome> {
  try {
    const answer = await within(timeoutMs, (signal) => post(address, { ...options, signal }), options.signal);
    return judge(answer) ?? outcomeOf(answer);
  } catch (error) {
    if (error instanceof ForbiddenAddress) return { outcome: "dead", error: error.message };
    return { outcome: "retry", error: describe(error) };
  }
}

/** What an answer means by its status alone. */
export function outcomeOf({ status, body, retryAfterSeconds }: Answer): Outcome {
  if (status >= 200 && status < 300) return { outcome: "sent" };
  const error = `${status} ${body}`.trim().slice(0, 300);
  if (status === 410) return { outcome: "dead", error, endsSubscription: true };
  if (status >= 300 && status < 400) return { outcome: "dead", error: `${status}: redirects are not followed` };
  return { outcome: "retry", error, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "AbortError") return "no answer in 30 s";
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? `${code} ${error.message}` : error.message;
}
