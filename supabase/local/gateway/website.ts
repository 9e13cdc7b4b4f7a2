import type { RequestListener } from "node:http";
import { join } from "node:path";
import { createNodeHandler } from "../../../frontend/server/node.ts";
import type { StackConfig } from "../config.ts";
import type { StackKeys } from "../keys.ts";

export interface WebsiteOptions {
  readonly config: StackConfig;
  readonly keys: StackKeys;
  /** Calls of the page handler to its own Supabase stay inside the process. */
  readonly fetch: typeof fetch;
  readonly onError: (message: string, error: unknown) => void;
}

/** The built frontend at `/`. Without a build (a fresh checkout's tests) every page says so. */
export async function createWebsite({ config, keys, fetch, onError }: WebsiteOptions): Promise<RequestListener> {
  try {
    const { listener } = await createNodeHandler({
      supabaseUrl: config.url,
      browserSupabaseUrl: null,
      publishableKey: keys.publishableKey,
      siteUrl: config.url,
      cacheDir: join(config.dataDirectory, "pages"),
      fetch,
      onError,
    });
    return listener;
  } catch (error) {
    onError("the website is not built", error);
    return (_request, response) => {
      response.writeHead(503, { "content-type": "application/json" }).end('{"message":"The website is not built yet"}');
    };
  }
}
