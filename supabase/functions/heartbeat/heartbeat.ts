import { z } from "zod";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { fieldsOf, sourceOf } from "../_shared/edge/request.ts";

/** What became of a push: `unknown` = no active monitor has this token, `limited` = too many of them. */
export type Recorded = "stored" | "unknown" | "limited";

/** Stores one push. @param source the address it came from, when the platform says */
export type RecordHeartbeat = (beat: Beat, source: string | undefined) => Promise<Recorded>;

const tokenPattern = /^[0-9a-z]{16,128}$/;

const Beat = z.object({
  token: z.string(),
  status: z.enum(["up", "down"]).default("up"),
  // Postgres stores neither NUL nor half a surrogate pair.
  msg: z
    .string()
    .max(300)
    .transform((text) => text.replaceAll("\0", "").toWellFormed())
    .default(""),
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
    handle: async (beat, request) => {
      // What cannot be a token is answered like one that is not known, without asking.
      const recorded = tokenPattern.test(beat.token) ? await record(beat, sourceOf(request)) : "unknown";
      if (recorded === "limited")
        throw new AppError("rate_limited", 429, "Too many heartbeats. Try again in a second.", { retryAfter: 1 });
      if (recorded === "unknown") throw new AppError("unknown_token", 404, "No active monitor has this token.");
      return { ok: true };
    },
    log,
  });
}
