const requestIdHeaders = ["sb-request-id", "x-request-id"];

/**
 * Copies the id of a failed request from the answer's headers into its JSON body (`request_id`): the client libraries
 * hand on bodies of errors, not headers.
 */
export function withRequestId(request: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await request(input, init);
    const id = requestIdHeaders.map((name) => response.headers.get(name)).find((value) => value !== null);
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    if (response.ok || id === undefined || !isJson) return response;
    const body: unknown = await response.clone().json();
    if (typeof body !== "object" || body === null || Array.isArray(body)) return response;
    const { status, statusText, headers } = response;
    return new Response(JSON.stringify({ ...body, request_id: id }), { status, statusText, headers });
  };
}
