import { Buffer } from "node:buffer";
import { once } from "node:events";
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** Of status line, headers and the sizes of chunks together. */
const maxLineBytes = 16_384;

/** A request to one address. */
export interface Exchange {
  readonly url: URL;
  /** What is connected to, whatever the name in the URL resolves to. */
  readonly address: string;
  /** What TLS asks for and checks the certificate against; literal addresses have none. */
  readonly servername: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
  /** No more of the answer's body is read. */
  readonly maxBodyBytes: number;
}

/** An answer; header names are in lower case. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/**
 * One POST over HTTP/1.1 (RFC 9112) on a connection of its own. By hand, because the HTTP clients of hosted Supabase's
 * runtime cannot be told which address to connect to: its `node:http` has no `lookup` and opens its connections itself.
 */
export async function exchange({ signal, body, ...to }: Exchange): Promise<RawAnswer> {
  const isTls = to.url.protocol === "https:";
  const head = headOf(to.url, { ...to.headers, "content-length": String(body.byteLength), connection: "close" });
  signal.throwIfAborted();
  const socket = isTls ? openTls(to) : connectPlain({ host: to.address, port: portOf(to.url) });
  const stop = () => socket.destroy();
  signal.addEventListener("abort", stop, { once: true });
  // Whoever waits hears of it; without a listener the process would end.
  socket.on("error", () => {});
  try {
    await once(socket, isTls ? "secureConnect" : "connect", { signal });
    socket.write(head, "latin1");
    socket.write(body);
    const answer = await answerOf(new Reader(socket), to.maxBodyBytes);
    signal.throwIfAborted();
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    socket.destroy();
  }
}

function openTls({ url, address, servername }: Pick<Exchange, "url" | "address" | "servername">): Socket {
  return connectTls({
    host: address,
    port: portOf(url),
    ALPNProtocols: ["http/1.1"],
    ...(servername !== undefined && { servername }),
  });
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

function headOf(url: URL, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ host: url.host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  if (lines.some((line) => /[^\t\x20-\x7e\x80-\xff]/.test(line))) throw new TypeError("a header holds more than text");
  return [`POST ${url.pathname}${url.search} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}

async function answerOf(reader: Reader, maxBodyBytes: number): Promise<RawAnswer> {
  let status = 0;
  let headers = new Map<string, string>();
  // Interim answers come before the one that counts.
  while (status < 200) {
    status = Number(/^HTTP\/1\.[01] ([1-9]\d\d)(?: |$)/.exec(await reader.line())?.[1]);
    if (Number.isNaN(status)) throw new Error("the answer is not HTTP/1.1");
    headers = new Map();
    for (let line = await reader.line(); line !== ""; line = await reader.line()) {
      const [name = "", ...value] = line.split(":");
      headers.set(name.toLowerCase(), value.join(":").trim());
    }
  }
  const parts: Uint8Array[] = [];
  let left = maxBodyBytes;
  for await (const part of bodyOf(reader, status, headers)) {
    parts.push(part.subarray(0, left));
    left -= part.byteLength;
    if (left <= 0) break;
  }
  return { status, headers, body: Buffer.concat(parts) };
}

/** RFC 9112 §6.3: chunks, or so many bytes, or whatever comes before the connection is closed. */
async function* bodyOf(reader: Reader, status: number, headers: RawAnswer["headers"]): AsyncGenerator<Uint8Array> {
  if (status === 204 || status === 304) return;
  const length = headers.get("content-length");
  if (headers.get("transfer-encoding")?.toLowerCase().endsWith("chunked") === true) {
    for (;;) {
      const size = Number.parseInt(/^[\da-f]{1,8}(?=\s*(?:;|$))/i.exec(await reader.line())?.[0] ?? "", 16);
      if (Number.isNaN(size)) throw new Error("the answer's chunks are none");
      if (size === 0) return;
      yield* exactly(reader, size);
      await reader.line();
    }
  }
  if (length === undefined) return yield* untilClosed(reader);
  if (!/^\d{1,15}$/.test(length)) throw new Error("the answer's length is none");
  yield* exactly(reader, Number(length));
}

async function* exactly(reader: Reader, bytes: number): AsyncGenerator<Uint8Array> {
  for (let left = bytes; left > 0; ) {
    const part = await reader.some(left);
    if (part === undefined) throw new Error("the answer ends in the middle");
    left -= part.byteLength;
    yield part;
  }
}

async function* untilClosed(reader: Reader): AsyncGenerator<Uint8Array> {
  for (;;) {
    // Many servers end a connection without the farewell that TLS wants.
    const part = await reader.some(maxLineBytes).catch(() => undefined);
    if (part === undefined) return;
    yield part;
  }
}

/** Lines and bytes of what arrives on a socket. */
class Reader {
  readonly #arriving: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);
  #lineBytes = 0;

  constructor(socket: Socket) {
    this.#arriving = socket[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf("\n");
      if (this.#lineBytes + (end < 0 ? this.#held.byteLength : end) > maxLineBytes) {
        throw new Error("the answer's headers are too long");
      }
      if (end >= 0) {
        this.#lineBytes += end + 1;
        return this.#take(end + 1)
          .toString("latin1")
          .trimEnd();
      }
      if (!(await this.#more())) throw new Error("the answer ends in the middle");
    }
  }

  /** At most so many bytes; undefined at the end. */
  async some(atMost: number): Promise<Uint8Array | undefined> {
    if (this.#held.byteLength === 0 && !(await this.#more())) return undefined;
    return this.#take(Math.min(atMost, this.#held.byteLength));
  }

  #take(bytes: number): Buffer {
    const taken = this.#held.subarray(0, bytes);
    this.#held = this.#held.subarray(bytes);
    return taken;
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#arriving.next();
    if (done === true) return false;
    this.#held = this.#held.byteLength === 0 ? Buffer.from(value) : Buffer.concat([this.#held, value]);
    return true;
  }
}
