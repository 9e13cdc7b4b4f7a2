import { z } from "zod";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { fieldsOf } from "../_shared/edge/request.ts";
import type { ApiDatabase } from "./database.ts";
import { AuditQuery, IncidentQuery, NewIncident, NewUpdate, StatusChange } from "./inputs.ts";

const Call = z.object({
  method: z.string(),
  /** What follows /v1, without slashes at the ends. */
  path: z.string(),
  query: z.record(z.string(), z.string()),
  fields: z.record(z.string(), z.unknown()),
});
type Call = z.infer<typeof Call>;

/** One way in: a method, a path with the id of what it is about, and what it does. */
interface Route {
  readonly method: string;
  readonly path: RegExp;
  handle(database: ApiDatabase, call: Call, id: string): Promise<unknown>;
}

const id = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";

/** docs/api.md describes each; a test holds the two together. */
export const routes: readonly Route[] = [
  { method: "GET", path: /^organization$/, handle: (database) => database.organization() },
  { method: "GET", path: /^components$/, handle: (database) => database.components() },
  {
    method: "PATCH",
    path: new RegExp(`^components/${id}$`),
    handle: (database, { fields }, componentId) => database.setStatus(componentId, parse(StatusChange, fields)),
  },
  {
    method: "GET",
    path: /^incidents$/,
    handle: (database, { query }) => database.incidents(parse(IncidentQuery, query)),
  },
  {
    method: "POST",
    path: /^incidents$/,
    handle: (database, { fields }) => database.declare(parse(NewIncident, fields)),
  },
  {
    method: "POST",
    path: new RegExp(`^incidents/${id}/updates$`),
    handle: (database, { fields }, incidentId) => database.update(incidentId, parse(NewUpdate, fields)),
  },
  {
    method: "GET",
    path: /^audit-events$/,
    handle: (database, { query }) => database.auditEvents(parse(AuditQuery, query)),
  },
];

export interface ApiOptions {
  /** The database with the rights of a key. @throws AppError `unauthorized` */
  readonly databaseFor: (key: string) => Promise<ApiDatabase>;
  readonly log: (line: string) => void;
}

/** `/api/v1/…` for an organization's own programs: `Authorization: Bearer hgk_…` with a key of the organization. */
export function createApi({ databaseFor, log }: ApiOptions) {
  return createHandler({
    methods: ["GET", "POST", "PATCH"],
    maxBodyBytes: 200_000,
    input: Call,
    read: (request, body) => {
      const { pathname, searchParams } = new URL(request.url);
      return {
        method: request.method,
        path: /\/api\/v1\/(.*?)\/?$/.exec(pathname)?.[1] ?? "",
        query: Object.fromEntries(searchParams),
        fields: fieldsOf(request, body),
      };
    },
    handle: async (call, request) => {
      const key = /^Bearer (hgk_[0-9a-f]{64})$/.exec(request.headers.get("authorization") ?? "")?.[1];
      if (key === undefined)
        throw new AppError(
          "unauthorized",
          401,
          "Send a whole API key: Authorization: Bearer hgk_ and 64 digits and letters.",
        );
      const known = routes.filter(({ path }) => path.test(call.path));
      if (known.length === 0) throw new AppError("not_found", 404, "There is no such address. See docs/api.md.");
      const route = known.find(({ method }) => method === call.method);
      if (route === undefined) {
        throw new AppError("method_not_allowed", 405, `Use ${known.map(({ method }) => method).join(" or ")}.`);
      }
      const database = await databaseFor(key);
      try {
        return await route.handle(database, call, route.path.exec(call.path)?.[1] ?? "");
      } catch (error) {
        if (error instanceof AppError && error.code === "forbidden") {
          const asked = `${call.method} ${call.path}`;
          await database.noteRefused(asked).catch((reason: unknown) => {
            log(
              JSON.stringify({ level: "error", message: "refusal was not written down", asked, error: String(reason) }),
            );
          });
        }
        throw error;
      }
    },
    log,
  });
}

function parse<T>(schema: z.ZodType<T>, fields: unknown): T {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  throw new AppError("invalid_input", 422, `${field || "body"}: ${issue?.message ?? "is wrong"}`, { field });
}
