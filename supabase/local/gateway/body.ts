/**
 * A request's whole body, or undefined when it has more than `maxBytes`: nobody may fill the gateway's memory. What was not
 * read stays in the connection, so whoever refuses says `connection: close`.
 */
export async function readBody(request: Request, maxBytes: number): Promise<ArrayBuffer | undefined> {
  const declared = request.headers.get("content-length");
  if (declared !== null) {
    // Node lets nobody send more than was declared.
    return Number(declared) > maxBytes ? undefined : request.arrayBuffer();
  }
  if (request.body === null) return new ArrayBuffer(0);
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(value);
  }
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body.buffer;
}
