/** CORS as Supabase's gateway answers it: any origin, because rights come from keys and tokens, never from cookies. */
const exposed =
  "Content-Range, Content-Location, Location, Preference-Applied, X-Total-Count, Link, X-Sb-Error-Code, X-Supabase-Api-Version, Content-Encoding, Range-Unit";
const methods = "GET, HEAD, PUT, PATCH, POST, DELETE, OPTIONS";
const commonHeaders =
  "authorization, apikey, content-type, x-client-info, x-supabase-api-version, prefer, range, range-unit, accept, accept-profile, content-profile, cache-control, x-upsert, x-metadata, x-region";

/** Answer to a preflight request; undefined when the request is none. */
export function preflight(request: Request): Response | undefined {
  if (request.method !== "OPTIONS" || !request.headers.has("access-control-request-method")) return undefined;
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": methods,
      "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? commonHeaders,
      "access-control-max-age": "3600",
    },
  });
}

/** Adds what every answer of the API carries; `defaults` where the answer does not say otherwise. */
export function withCors(response: Response, defaults: Readonly<Record<string, string>> = {}): Response {
  try {
    setCors(response.headers, defaults);
    return response;
  } catch {
    // Headers of some responses (fetched ones, redirects) cannot be changed.
    const copy = new Response(response.body, response);
    setCors(copy.headers, defaults);
    return copy;
  }
}

function setCors(headers: Headers, defaults: Readonly<Record<string, string>>): void {
  headers.set("access-control-allow-origin", "*");
  headers.set("access-control-expose-headers", exposed);
  headers.set("x-content-type-options", "nosniff");
  for (const [name, value] of Object.entries(defaults)) if (!headers.has(name)) headers.set(name, value);
}
