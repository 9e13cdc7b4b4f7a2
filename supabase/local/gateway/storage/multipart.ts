import { readBody } from "../body.ts";
import { tooLarge } from "../responses.ts";
import { invalid } from "./requests.ts";

/**
 * storage-js sends blobs as forms: a nameless file, `cacheControl` in seconds, `metadata` as JSON. lite looks for a
 * field `file` and forgets the others, so it gets the bare body with the headers storage-js uses for everything else.
 * @returns the file and, as JSON text, the user's metadata, with `headers` changed to fit the file; or the answer to a form
 * that cannot be read
 */
export async function unwrapForm(
  request: Request,
  headers: Headers,
  maxBytes: number,
): Promise<{ file: Blob; metadata: string | undefined } | Response> {
  const body = await readBody(request, maxBytes);
  if (body === undefined) return tooLarge();
  const form = await new Response(body, { headers: { "content-type": request.headers.get("content-type") ?? "" } })
    .formData()
    .catch(() => undefined);
  if (form === undefined) return invalid("Error", "The form cannot be read");
  const file = [...form.values()].find((value) => value instanceof Blob) ?? new Blob([]);
  const cacheControl = form.get("cacheControl");
  const metadata = form.get("metadata");
  if (typeof metadata === "string" && !isJson(metadata)) return invalid("Error", "The metadata is not JSON");
  headers.set("content-type", file.type === "" ? "application/octet-stream" : file.type);
  headers.set("content-length", String(file.size));
  if (typeof cacheControl === "string" && /^\d{1,10}$/.test(cacheControl))
    headers.set("cache-control", `max-age=${cacheControl}`);
  return { file, metadata: typeof metadata === "string" ? metadata : undefined };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return !/\\u0000/.test(text);
  } catch {
    return false;
  }
}
