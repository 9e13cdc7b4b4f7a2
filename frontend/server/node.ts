import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { type Asset, type AssetSource, createHandler, type Handler, type HandlerOptions } from "./handler.ts";
import type { SnapshotStore, StoredSnapshot } from "./page-cache.ts";
import type { Compressors } from "./responses.ts";
import type { BuildInfo, Renderer } from "./types.ts";

export interface NodeHandlerOptions
  extends Omit<HandlerOptions, "renderer" | "build" | "assets" | "store" | "compressors"> {
  /** Folder for the last snapshot of each page. */
  cacheDir: string;
  /** The build; default `frontend/dist`, which `build.ts` fills. */
  distDir?: string;
}

/**
 * The page handler on Node: built files and the last snapshots on disk, brotli, and a listener for `node:http`.
 * @throws when the frontend is not built
 */
export async function createNodeHandler(
  options: NodeHandlerOptions,
): Promise<{ handler: Handler; listener: RequestListener }> {
  const { cacheDir, distDir = join(import.meta.dirname, "../dist"), ...rest } = options;
  const build: BuildInfo = JSON.parse(await readFile(join(distDir, "build.json"), "utf8"));
  const renderer: Renderer = await import(pathToFileURL(join(distDir, "server/entry-server.js")).href);
  const handler = createHandler({
    ...rest,
    renderer,
    build,
    assets: diskAssets(join(distDir, "client")),
    store: await diskStore(cacheDir, rest.onError ?? (() => {})),
    compressors: nodeCompressors,
  });
  return { handler, listener: nodeListener(handler) };
}

/** A `node:http` listener: hot paths from memory, everything else through the Web-standard handler. */
export function nodeListener(handler: Handler): RequestListener {
  return (request, response) => {
    const ready = handler.tryFast(request.method, request.url ?? "/", request.headers);
    if (ready === null) {
      void answerSlowly(handler, request, response);
      return;
    }
    response.writeHead(ready.status, ready.headers);
    response.end(ready.body ?? undefined);
  };
}

async function answerSlowly(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`);
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
    }
    const answer = await handler(new Request(url, { method: request.method ?? "GET", headers }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(new Uint8Array(await answer.arrayBuffer()));
  } catch {
    if (!response.headersSent) response.writeHead(400);
    response.end();
  }
}

const nodeCompressors: Compressors = {
  gzip: (bytes) => promisify(gzip)(bytes, { level: 6 }),
  // Quality 5: near the best for text at a tenth of the time; a page is compressed once per version.
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
};

const contentTypes = new Map([
  [".css", "text/css; charset=utf-8"],
  [".html", "text/html; charset=utf-8"],
  [".ico", "image/x-icon"],
  [".js", "text/javascript; charset=utf-8"],
  [".json", "application/json; charset=utf-8"],
  [".png", "image/png"],
  [".svg", "image/svg+xml"],
  [".txt", "text/plain; charset=utf-8"],
  [".webmanifest", "application/manifest+json"],
  [".woff2", "font/woff2"],
]);

/** Built files, read once: a build is small and does not change under a running process. */
function diskAssets(folder: string): AssetSource {
  const known = new Map<string, Promise<Asset | null>>();
  async function read(path: string): Promise<Asset | null> {
    const file = join(folder, normalize(path));
    const contentType = contentTypes.get(extname(file));
    if (!file.startsWith(folder) || contentType === undefined || !existsSync(file)) return null;
    const optional = async (name: string) => (existsSync(name) ? await readFile(name) : undefined);
    const [bytes, zipped, brotli] = await Promise.all([readFile(file), optional(`${file}.gz`), optional(`${file}.br`)]);
    return { contentType, bytes, ...(zipped ? { gzip: zipped } : {}), ...(brotli ? { br: brotli } : {}) };
  }
  return {
    async get(path) {
      const remembered = known.get(path);
      if (remembered !== undefined) return remembered;
      const asset = await read(path);
      // Only what exists: wrong paths come without number.
      if (asset !== null) known.set(path, Promise.resolve(asset));
      return asset;
    },
  };
}

/** One file per page, replaced whole. A full disk must not take the page down: failures are reported and survived. */
async function diskStore(folder: string, onError: (message: string, error: unknown) => void): Promise<SnapshotStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fileOf = (slug: string) => join(folder, `${slug}.json`);
  let counter = 0;
  return {
    async get(slug) {
      try {
        const stored: StoredSnapshot = JSON.parse(await readFile(fileOf(slug), "utf8"));
        return stored;
      } catch {
        return null;
      }
    },
    async set(slug, stored) {
      try {
        counter += 1;
        const draft = `${fileOf(slug)}.${process.pid}.${counter}`;
        await writeFile(draft, JSON.stringify(stored));
        await rename(draft, fileOf(slug));
      } catch (error) {
        onError("page snapshot not stored", error);
      }
    },
    async delete(slug) {
      await rm(fileOf(slug), { force: true }).catch((error: unknown) => onError("page snapshot not removed", error));
    },
  };
}
