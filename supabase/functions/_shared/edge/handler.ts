import type { z } from "zod";
import { AppError } from "./errors.ts";

export interface HandlerOptions<Input> {
  readonly methods: readonly string[];
  /** Refuses a caller by throwing, before anything of the body is read. Without it everybody may call. */
  readonly authorize?: (request: Request) => void;
  /** Largest body accepted, in bytes. */
  readonly maxBodyBytes: number;
  readonly input: z.ZodType<Input>;
  /** Gathers the raw input of a request (path, query, body) for `input` to judge. */
  readonly read: (request: Request, body: string) => unknown;
  /** Returns data (answered as JSON with 200), an answer in another format, or throws. */
  readonly handle: (input: Input, request: Request) => Promise<unknown>;
  /** Takes one JSON line a call. */
  readonly log: (line: string) => void;
}

const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, apikey, content-type, x-client-info",
};

/**
 * The one wrapper of every function: method, CORS, body size, input, request id, errors.
 * Errors are `{"error": {"code", "message", "requestId", "field"?}}` with the status HTTP gives that meaning.
 */
export function createHandler<Input>(options: HandlerOptions<Input>): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = crypto.randomUUID();
    try {
      if (request.method === "OPTIONS") {
        return new Response(null, {
          status: 204,
          headers: { ...cors, "access-control-allow-methods": options.methods.join(", ") },
        });
      }
      if (!options.methods.includes(request.method)) {
        throw new AppError("method_not_allowed", 405, `Use ${options.methods.join(" or ")}.`);
      }
      options.authorize?.(request);
      const body = await readBody(request, options.maxBodyBytes);
      const parsed = options.input.safeParse(options.read(request, body));
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new AppError(
          "invalid_input",
          422,
          `${issue?.path.join(".") || "input"}: ${issue?.message ?? "is wrong"}`,
          { field: issue?.path.join(".") ?? "input" },
        );
      }
      const data = await options.handle(parsed.data, request);
      if (data instanceof Response) return data;
      return respond(200, request.method === "HEAD" ? null : (data ?? {}), requestId);
    } catch (error) {
      const known =
        error instanceof AppError
          ? error
          : new AppError("internal", 500, "Something went wrong on our side.", { cause: error });
      if (known.status >= 500)
        options.log(JSON.stringify({ level: "error", message: "request failed", requestId, error: describe(known) }));
      const body = {
        error: {
          code: known.code,
          message: known.message,
          requestId,
          ...(known.field !== undefined && { field: known.field }),
        },
      };
      return respond(known.status, body, requestId, known.retryAfter);
    }
  };
}

function respond(status: number, data: unknown, requestId: string, retryAfter?: number): Response {
  const headers = {
    ...cors,
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-request-id": requestId,
    ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
  };
  return new Response(data === null ? null : JSON.stringify(data), { status, headers });
}

async function readBody(request: Request, maxBytes: number): Promise<string> {
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new AppError("too_large", 413, `The body has more than ${maxBytes} bytes.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function describe(error: Error): string {
  const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : String(error.cause ?? "");
  return `${error.message} ${cause}`.trim();
}
