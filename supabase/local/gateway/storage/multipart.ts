/**
 * storage-js sends blobs as forms: a nameless file, `cacheControl` in seconds, `metadata` as JSON. lite looks for a
 * field `file` and forgets the others, so it gets the bare body with the headers storage-js uses for everything else.
 * @returns the file and, as JSON text, the user's metadata; `headers` are changed to fit the file
 */
export async function unwrapForm(
  request: Request,
  headers: Headers,
): Promise<{ file: Blob; metadata: string | undefined }> {
  const form = await request.formData();
  const file = [...form.values()].find((value) => value instanceof Blob) ?? new Blob([]);
  const cacheControl = form.get("cacheControl");
  const metadata = form.get("metadata");
  headers.set("content-type", file.type === "" ? "application/octet-stream" : file.type);
  headers.set("content-length", String(file.size));
  if (typeof cacheControl === "string") headers.set("cache-control", `max-age=${cacheControl}`);
  return { file, metadata: typeof metadata === "string" ? metadata : undefined };
}
