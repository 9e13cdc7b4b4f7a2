import { randomUUID } from "node:crypto";
import document from "./openapi/resend.json" with { type: "json" };
import { type ApiDouble, type Call, startApiDouble } from "./openapi-double.ts";

/** How Resend says no (https://resend.com/docs/api-reference/errors). */
export interface ResendRefusal {
  readonly statusCode: number;
  readonly name: string;
  readonly message: string;
  readonly retryAfter?: number;
}

/**
 * Resend's API on a local port. What has the idempotency key of an earlier request is answered as that was and not sent
 * again; with another body it is refused (https://resend.com/docs/dashboard/emails/idempotency-keys).
 * @param refuse refuses a request instead of taking it
 */
export async function startResend(
  refuse: (call: Call) => ResendRefusal | undefined = () => undefined,
): Promise<ApiDouble & { readonly sent: readonly Call["fields"][] }> {
  const byKey = new Map<string, { readonly id: string; readonly body: string }>();
  const sent: Call["fields"][] = [];
  const double = await startApiDouble(document, (call) => {
    const { request, fields } = call;
    const refusal = request.headers.authorization === "Bearer re_wrong" ? invalidKey : refuse(call);
    if (refusal !== undefined) return refused(refusal);
    const key = request.headers["idempotency-key"];
    const known = typeof key === "string" ? byKey.get(key) : undefined;
    if (known !== undefined && known.body !== request.body) return refused(otherBody);
    const id = known?.id ?? randomUUID();
    if (known === undefined) sent.push(fields);
    if (typeof key === "string") byKey.set(key, { id, body: request.body });
    return { status: 200, body: { id } };
  });
  return { ...double, sent };
}

const invalidKey = { statusCode: 401, name: "invalid_api_key", message: "API key is invalid" };
const otherBody = {
  statusCode: 409,
  name: "invalid_idempotent_request",
  message: "Same idempotency key used with a different request payload.",
};

function refused({ retryAfter, ...body }: ResendRefusal) {
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return { status: body.statusCode, body, headers };
}
