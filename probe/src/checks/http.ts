import { type IncomingMessage, request as requestPlain } from "node:http";
import { pipeline, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { type HttpCheck, HttpCheckConfig, matchesStatusCodes } from "@heliograph/shared/domain/checks.ts";
import packageJson from "../../package.json" with { type: "json" };
import { daysLeft } from "../network/certificate.ts";
import { type Connection, openConnection } from "../network/connect.ts";
import { reasonOf } from "../network/reasons.ts";
import { type CheckContext, type Checker, down, type Outcome } from "./checker.ts";
import { observeBody } from "./observe-body.ts";

const maxRedirects = 5;
const maxBodyBytes = 1_048_576;
const redirectStatus = new Set([301, 302, 303, 307, 308]);
const credentialHeaders = new Set(["authorization", "cookie", "proxy-authorization"]);
const userAgent = `Heliograph/${packageJson.version} (status check)`;

/** By the name in `content-encoding`, which the answering side chooses. */
const decoders = new Map<string, () => Transform>([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
  readonly connection: Connection;
  readonly firstByteMs: number;
}

/**
 * Asks a web server. Each request has a connection of its own, so that the phases are those a new visitor would see,
 * and each redirect is judged by the guard like the first address. Up means: an answer with an expected status.
 */
export const http: Checker<HttpCheck> = {
  config: HttpCheckConfig,
  async run(config, context) {
    const startedAt = performance.now();
    try {
      const home = new URL(config.url);
      let url = home;
      let method: string = config.method;
      for (let hops = 0; ; hops += 1) {
        const answer = await ask(url, method, config, context, mayHaveCredentials(url, home));
        if (!config.follow_redirects || !redirectStatus.has(answer.status) || answer.location === undefined) {
          return judge(answer, config, context, performance.now() - startedAt);
        }
        if (hops === maxRedirects) return down("too_many_redirects", { statusCode: answer.status });
        const next = URL.parse(answer.location, url);
        if (next === null || !/^https?:$/.test(next.protocol))
          return down("invalid_redirect", { statusCode: answer.status });
        url = next;
        // RFC 9110 §15.4: 303 always becomes GET, 301 and 302 do for POST as every browser does it.
        if (answer.status === 303 || (answer.status < 303 && method === "POST")) method = "GET";
      }
    } catch (error) {
      return down(reasonOf(context.signal.aborted ? context.signal.reason : error));
    }
  },
};

/** Credentials go to the origin they were given for, and to the same host when it moves on to https; never back to http. */
function mayHaveCredentials(url: URL, home: URL): boolean {
  if (url.origin === home.origin) return true;
  const isUpgrade = home.protocol === "http:" && url.protocol === "https:";
  return isUpgrade && url.hostname === home.hostname && home.port === "" && url.port === "";
}

async function ask(
  url: URL,
  method: string,
  config: HttpCheck,
  context: CheckContext,
  isTrusted: boolean,
): Promise<Answer> {
  const isSecure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const connection = await openConnection({
    host,
    port: Number(url.port) || (isSecure ? 443 : 80),
    guard: context.guard,
    signal: context.signal,
    ...(isSecure && { tls: { serverName: host, verify: config.verify_tls } }),
  });
  try {
    const sentAt = performance.now();
    const response = await send(
      url,
      connection,
      context.signal,
      method,
      headersOf(url, method, config, context.checkId, isTrusted),
      config.body,
    );
    const firstByteMs = performance.now() - sentAt;
    const wantsBody = method !== "HEAD" && context.observe.length > 0;
    const body = await readBody(response, wantsBody);
    return { status: response.statusCode ?? 0, location: response.headers.location, body, connection, firstByteMs };
  } finally {
    connection.socket.destroy();
  }
}

function send(
  url: URL,
  connection: Connection,
  signal: AbortSignal,
  method: string,
  headers: Record<string, string>,
  body: string,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = requestPlain({
      createConnection: () => connection.socket,
      method,
      path: url.pathname + url.search,
      headers,
    });
    let isAnswered = false;
    request.once("response", (response) => {
      isAnswered = true;
      resolve(response);
    });
    request.once("error", (error) => reject(signal.aborted ? signal.reason : error));
    // Nobody asked for it, and Node would end the request without a word.
    request.once("upgrade", () => reject(errorWithCode("protocol switched", "HPE_UPGRADE")));
    request.once("close", () => {
      if (!isAnswered) reject(errorWithCode("no answer", "ECONNRESET"));
    });
    request.end("content-length" in headers ? body : undefined);
  });
}

function headersOf(
  url: URL,
  method: string,
  config: HttpCheck,
  checkId: string,
  isTrusted: boolean,
): Record<string, string> {
  const headers: Record<string, string> = {
    "user-agent": userAgent,
    accept: "*/*",
    "accept-encoding": "gzip, deflate, br",
    "x-heliograph-check": checkId,
  };
  for (const [name, value] of Object.entries(config.headers)) {
    if (isTrusted || !credentialHeaders.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
  }
  if (isTrusted) {
    for (const [name, value] of Object.entries(config.secret_headers)) headers[name.toLowerCase()] = value;
    if (config.token !== "") headers["authorization"] = `Bearer ${config.token}`;
    else if (config.username !== "") {
      headers["authorization"] = `Basic ${Buffer.from(`${config.username}:${config.password}`).toString("base64")}`;
    }
  }
  if (method !== "GET" && method !== "HEAD" && config.body !== "") {
    headers["content-length"] = String(Buffer.byteLength(config.body));
  }
  headers["host"] = url.host;
  headers["connection"] = "close";
  return headers;
}

/** Made only when it is needed: the stack trace of an error takes longer than all else in the events of a check. */
function errorWithCode(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

/**
 * Reads an answer to its end, at most 1 MiB of it decoded; what is not wanted is only drained. By events, because an
 * asynchronous iterator costs 3 % of a check.
 */
function readBody(response: IncomingMessage, wanted: boolean): Promise<string> {
  const stream = wanted ? decoded(response) : response;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let isRead = false;
    const finish = () => {
      isRead = true;
      resolve(Buffer.concat(chunks).toString("utf8"));
    };
    stream.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (wanted) chunks.push(chunk);
      if (size <= maxBodyBytes) return;
      finish();
      stream.destroy();
    });
    stream.once("end", finish);
    stream.once("error", reject);
    stream.once("close", () => {
      if (!isRead) reject(errorWithCode("answer cut off", "ECONNRESET"));
    });
  });
}

function decoded(response: IncomingMessage): Readable {
  const decoder = decoders.get(response.headers["content-encoding"]?.trim().toLowerCase() ?? "")?.();
  if (decoder === undefined) return response;
  // The error reaches the reader through the decoder; the callback only keeps it from being thrown twice.
  return pipeline(response, decoder, () => {});
}

function judge(answer: Answer, config: HttpCheck, context: CheckContext, totalMs: number): Outcome {
  const { connection } = answer;
  const isExpected = matchesStatusCodes(config.expected_status, answer.status);
  const tlsDaysLeft = daysLeft(connection.socket);
  const metrics = {
    ...observeBody(answer.body, context.observe),
    ...(tlsDaysLeft !== null && { "tls.days_left": tlsDaysLeft }),
  };
  return {
    up: isExpected,
    latencyMs: totalMs,
    statusCode: answer.status,
    reason: isExpected ? null : "unexpected_status",
    timings: {
      dns: connection.dnsMs,
      connect: connection.connectMs,
      tls: connection.tlsMs,
      first_byte: answer.firstByteMs,
    },
    metrics: Object.keys(metrics).length > 0 ? metrics : null,
  };
}
