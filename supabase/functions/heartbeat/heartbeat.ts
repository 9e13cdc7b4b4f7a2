import { z } from "zod";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";

/** Stores one push; false when no active monitor has this token. */
export type RecordHeartbeat = (beat: Beat) => Promise<boolean>;

const Beat = z.object({
  token: z.string().min(16).max(128),
  status: z.enum(["up", "down"]).default("up"),
  msg: z.string().max(300).default(""),
  /** Duration of the watched job in milliseconds. */
  ping: z.coerce.number().min(0).max(86_400_000).optional(),
});

export type Beat = z.infer<typeof Beat>;

/**
 * The push URL of heartbeat monitors: `/heartbeat/<token>?status=up|down&msg=<text>&ping=<ms>`, by GET, HEAD or POST
 * (the same fields as form or JSON). The query is that of Uptime Kuma's push monitors, so that scripts move over
 * with a new address only.
 */
export function createHeartbeat(
  record: RecordHeartbeat,
  log: (line: string) => void,
): (request: Request) => Promise<Response> {
  return createHandler({
    methods: ["GET", "HEAD", "POST"],
    maxBodyBytes: 4096,
    input: Beat,
    read: (request, body) => {
      const url = new URL(request.url);
      const token = url.pathname.split("/").filter(Boolean).at(-1);
      return {
        ...fieldsOf(request, body),
        ...Object.fromEntries([...url.searchParams].filter(([, value]) => value !== "")),
        token,
      };
    },
    handle: async (beat) => {
      if (!(await record(beat))) throw new AppError("unknown_token", 404, "No active monitor has this token.");
      return { ok: true };
    },
    log,
  });
}

function fieldsOf(request: Request, body: string): Record<string, unknown> {
  if (body === "") return {};
  if (!request.headers.get("content-type")?.includes("json")) return Object.fromEntries(new URLSearchParams(body));
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    throw new AppError("invalid_json", 400, "The body is not JSON.");
  }
}
