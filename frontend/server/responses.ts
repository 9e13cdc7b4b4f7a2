export type Encoding = "identity" | "gzip" | "br";

/** Compresses one body; missing encodings are simply not offered. */
export interface Compressors {
  gzip?: (bytes: Uint8Array) => Promise<Uint8Array>;
  br?: (bytes: Uint8Array) => Promise<Uint8Array>;
}

export type PlainHeaders = Record<string, string>;

/** An answer ready to be sent; `body` null for 304 and HEAD. Never change its objects: they are shared. */
export interface ReadyResponse {
  status: number;
  headers: PlainHeaders;
  body: Uint8Array | null;
}

interface Variant {
  full: ReadyResponse;
  head: ReadyResponse;
}

/** One document in every encoding, made once and sent many times. */
export class PreparedDocument {
  readonly etag: string;
  readonly #headers: PlainHeaders;
  readonly #variants = new Map<Encoding, Variant>();
  readonly #notModified: ReadyResponse;
  readonly #status: number;

  constructor(status: number, bytes: Uint8Array, etag: string, headers: PlainHeaders) {
    this.etag = etag;
    this.#status = status;
    this.#headers = { ...headers, etag, vary: "accept-encoding" };
    const { "content-type": _, ...withoutType } = this.#headers;
    this.#notModified = { status: 304, headers: withoutType, body: null };
    this.#add("identity", bytes);
  }

  /** Bytes of all encodings. */
  get bytes(): number {
    return [...this.#variants.values()].reduce((sum, { full }) => sum + (full.body?.byteLength ?? 0), 0);
  }

  /** Compresses into every encoding offered; until then the plain bytes are sent. */
  async compress(compressors: Compressors): Promise<void> {
    const identity = this.#variants.get("identity")?.full.body;
    if (!identity) return;
    await Promise.all(
      (["gzip", "br"] as const).map(async (encoding) => {
        const bytes = await compressors[encoding]?.(identity);
        if (bytes !== undefined) this.#add(encoding, bytes);
      }),
    );
  }

  #add(encoding: Encoding, body: Uint8Array) {
    const headers: PlainHeaders = { ...this.#headers, "content-length": String(body.byteLength) };
    if (encoding !== "identity") headers["content-encoding"] = encoding;
    const full = { status: this.#status, headers, body };
    this.#variants.set(encoding, { full, head: { ...full, body: null } });
  }

  /** @param acceptEncoding and @param ifNoneMatch are the request's headers, undefined when absent */
  answer(isHead: boolean, acceptEncoding: string | undefined, ifNoneMatch: string | undefined): ReadyResponse {
    if (ifNoneMatch !== undefined && this.#status === 200 && matchesTag(ifNoneMatch, this.etag))
      return this.#notModified;
    const variant = this.#pick(acceptEncoding);
    return isHead ? variant.head : variant.full;
  }

  #pick(acceptEncoding: string | undefined): Variant {
    const chosen =
      (acceptEncoding?.includes("br") ? this.#variants.get("br") : undefined) ??
      (acceptEncoding?.includes("gzip") ? this.#variants.get("gzip") : undefined) ??
      this.#variants.get("identity");
    if (chosen === undefined) throw new Error("a document has its plain bytes");
    return chosen;
  }
}

/** Weak comparison (RFC 9110 §13.1.2). */
function matchesTag(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === etag || ifNoneMatch === "*") return true;
  const opaque = etag.replace(/^W\//, "");
  return ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === opaque);
}

/** CompressionStream is everywhere; a host with better means (brotli) passes its own. */
export const webCompressors: Compressors = {
  async gzip(bytes) {
    const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new CompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  },
};
