import { AsyncLocalStorage } from "node:async_hooks";
import type { Claims } from "./tokens.ts";

/** What the parts below lite need to know about the request they work for. */
export interface RequestContext {
  readonly claims: Claims;
  /** JSON for `current_setting('request.headers')`. */
  readonly headersJson: string;
  readonly method: string;
  readonly path: string;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Header names are lower case, as PostgREST gives them; API keys and tokens are left out. */
export function headersJson(headers: Headers): string {
  const entries = [...headers].filter(([name]) => name !== "authorization" && name !== "apikey" && name !== "cookie");
  return JSON.stringify(Object.fromEntries(entries));
}
