/** JSON response without the work `Response.json` does to find out the length. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
}

/** An error of the auth API in GoTrue's form; supabase-js reads `code` (API version 2024-01-01) or `error_code`. */
export function authError(status: number, code: string, message: string): Response {
  return json({ code: status, error_code: code, msg: message }, status, { "x-sb-error-code": code });
}

/** A body larger than the service takes. The rest of it is not read, so the connection ends. */
export function tooLarge(): Response {
  return json({ message: "Payload too large" }, 413, { connection: "close" });
}
