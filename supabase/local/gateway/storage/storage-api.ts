import { join } from "node:path";
import { z } from "zod";
import { databaseUrl, type StackConfig } from "../../config.ts";
import type { StackKeys } from "../../keys.ts";
import { connect } from "../../postgres/database.ts";
import type { Settings } from "../../settings.ts";
import type { Caller } from "../caller.ts";
import { App } from "../lite.ts";
import { liteConnection } from "../lite-connection.ts";
import { json } from "../responses.ts";
import type { Claims } from "../tokens.ts";
import { fileAdapter } from "./file-adapter.ts";
import { ListOptions, listObjects } from "./list.ts";
import { unwrapForm } from "./multipart.ts";
import { bytesOf, readJson, refuseRequest } from "./requests.ts";

/** `/storage/v1` by lite, with the differences from storage-api taken out. */
export interface StorageApi {
  fetch(request: Request, caller: Caller): Promise<Response>;
  close(): Promise<void>;
}

const SignedUrl = z.looseObject({ signedUrl: z.string() });
const SignMany = z.object({ expiresIn: z.number().int().positive(), paths: z.array(z.string()).max(1000) });
const Stored = z.object({ Id: z.string() });

/** Starts lite's storage server; objects are files of the data directory. */
export async function startStorageApi(config: StackConfig, keys: StackKeys, settings: Settings): Promise<StorageApi> {
  const url = databaseUrl("supabase_storage_admin", config.databasePort);
  const connection = liteConnection(url, 4, "strings-are-json");
  const sql = connect(url, { max: 2, applicationName: "heliograph storage" });
  const claimsOf = new WeakMap<Request, Claims>();
  const app = new App({
    connection,
    api: { enabled: false },
    studio: { enabled: false },
    auth: { enabled: false, jwt_secret: keys.jwtSecret },
    storage: { enabled: true, file_size_limit: settings.storage.file_size_limit },
    options: {
      server: {
        disableStudio: true,
        apiKeys: {
          resolver: async (_key, context) => ({ type: "publishable", claims: { ...claimsOf.get(context.req.raw) } }),
        },
      },
    },
  });
  // A form is a little larger than its file.
  const maxBodyBytes = bytesOf(settings.storage.file_size_limit) + 64 * 1024;
  app._storageAdapter = fileAdapter(join(config.dataDirectory, "storage"));
  await app.init();

  const forward = (request: Request, target: URL, caller: Caller, headers: Headers, body: BodyInit | null) => {
    headers.delete("authorization");
    headers.set("apikey", "caller");
    const init = { method: request.method, headers, body, duplex: "half" } as const;
    const inner = new Request(target, init);
    claimsOf.set(inner, caller.claims);
    return app.fetch(inner);
  };

  return {
    async fetch(request, caller) {
      const refused = refuseRequest(request, maxBodyBytes);
      if (refused !== undefined) return refused;
      const target = new URL(request.url);
      target.searchParams.delete("apikey");
      target.pathname = target.pathname.replace("/storage/v1/object/authenticated/", "/storage/v1/object/");
      const listed = /^\/storage\/v1\/object\/list\/([^/]+)$/.exec(target.pathname)?.[1];
      if (listed !== undefined && request.method === "POST") {
        const options = ListOptions.safeParse(await readJson(request));
        if (!options.success)
          return json({ statusCode: "400", error: "Error", message: z.prettifyError(options.error) }, 400);
        return json(await listObjects(sql, caller.claims, decodeURIComponent(listed), options.data));
      }
      const headers = new Headers(request.headers);
      const signed = /^\/storage\/v1\/object\/sign\/([^/]+)$/.exec(target.pathname)?.[1];
      if (signed !== undefined && request.method === "POST") {
        const options = SignMany.safeParse(await readJson(request));
        if (!options.success)
          return json({ statusCode: "400", error: "Error", message: z.prettifyError(options.error) }, 400);
        return signMany(options.data, (path, body) => {
          const one = new URL(`${target.pathname}/${encodeURI(path)}`, target);
          return forward(request, one, caller, new Headers({ "content-type": "application/json" }), body);
        });
      }
      if (!headers.get("content-type")?.startsWith("multipart/form-data")) {
        return finish(await forward(request, target, caller, headers, request.body), target);
      }
      const form = await unwrapForm(request, headers, maxBodyBytes);
      if (form instanceof Response) return form;
      const { file, metadata } = form;
      const response = await forward(request, target, caller, headers, file);
      if (response.ok && metadata !== undefined) {
        const stored = Stored.safeParse(await response.clone().json());
        if (stored.success)
          await sql`update storage.objects set user_metadata = ${metadata}::text::jsonb where id = ${stored.data.Id}`;
      }
      return finish(response, target);
    },
    async close() {
      await Promise.all([connection.close(), sql.end()]);
    },
  };
}

/** Many links at once, each by lite's route for one: its own for many never matches. */
async function signMany(
  { paths, expiresIn }: z.infer<typeof SignMany>,
  sign: (path: string, body: string) => Promise<Response>,
): Promise<Response> {
  const links: unknown[] = [];
  for (const path of paths) {
    const response = await sign(path, JSON.stringify({ expiresIn }));
    const link = SignedUrl.safeParse(await response.json());
    links.push(
      link.success
        ? { error: null, path, signedURL: relative(link.data.signedUrl) }
        : { error: "Either the object does not exist or you do not have access to it", path, signedURL: null },
    );
  }
  return json(links);
}

const relative = (url: string) => url.replace(/^\/storage\/v1/, "");

/** storage-js reads `signedURL` and `url`, relative to `/storage/v1`; `?download` asks for an attachment. */
async function finish(response: Response, target: URL): Promise<Response> {
  if (!response.ok) return withErrorCode(response);
  const download = target.searchParams.get("download");
  if (download !== null) {
    const name = download || decodeURIComponent(target.pathname.split("/").at(-1) ?? "");
    response.headers.set("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  }
  // What somebody uploaded is never a page of this origin, whatever it calls itself.
  response.headers.set("content-security-policy", "default-src 'none'; sandbox");
  if (target.pathname.startsWith("/storage/v1/object/info/")) return json(objectInfo(await response.json()));
  if (!/\/object\/(upload\/)?sign\//.test(target.pathname) || !response.headers.get("content-type")?.includes("json")) {
    return response;
  }
  const body: unknown = await response.json();
  const one = SignedUrl.safeParse(body);
  if (one.success) {
    const { signedUrl, ...rest } = one.data;
    return json(
      target.pathname.includes("/upload/sign/")
        ? { ...rest, url: relative(signedUrl) }
        : { ...rest, signedURL: relative(signedUrl) },
    );
  }
  return json(body);
}

const StorageError = z.looseObject({ statusCode: z.string(), error: z.string(), message: z.string() });

/** storage-js 2.119 tells errors apart by storage-api's `code`, which lite does not send. */
async function withErrorCode(response: Response): Promise<Response> {
  if (!response.headers.get("content-type")?.includes("json")) return response;
  const body: unknown = await response.json().catch(() => undefined);
  const error = StorageError.safeParse(body);
  if (!error.success) return json(body, response.status);
  const { statusCode, message } = error.data;
  const missing = message.startsWith("Bucket") ? "NoSuchBucket" : "NoSuchKey";
  const codes: Readonly<Record<string, string>> = {
    "404": missing,
    "409": "KeyAlreadyExists",
    "403": "AccessDenied",
    "413": "EntityTooLarge",
    "415": "InvalidMimeType",
  };
  return json({ ...error.data, code: codes[statusCode] ?? "InvalidRequest" }, response.status);
}

const Info = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string().nullable(),
  bucket_id: z.string(),
  created_at: z.string(),
  user_metadata: z.unknown(),
  httpMetadata: z.object({
    cacheControl: z.string(),
    size: z.number(),
    mimetype: z.string(),
    eTag: z.string(),
    lastModified: z.string(),
  }),
});

/** storage-api's flat form of what lite tells about an object. */
function objectInfo(body: unknown): unknown {
  const { httpMetadata, user_metadata, ...rest } = Info.parse(body);
  return {
    ...rest,
    size: httpMetadata.size,
    content_type: httpMetadata.mimetype,
    cache_control: httpMetadata.cacheControl,
    etag: httpMetadata.eTag,
    last_modified: httpMetadata.lastModified,
    metadata: user_metadata ?? {},
  };
}
