import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "./types.ts";

/** Results that are reported together: one file until the database has acknowledged them. */
export interface Segment {
  readonly path: string;
  readonly results: readonly Result[];
  readonly bytes: number;
}

const segmentName = /^\d{12}\.jsonl$/;

/**
 * Finished checks on disk. A result is appended to the open segment before it is reported, and its segment is removed
 * after the acknowledgement; whatever is left when the process dies is found at the next start. A line that was cut
 * off in the middle is the last of its file and was never reported, so it is dropped.
 */
export class Spool {
  readonly #directory: string;
  readonly #maxBytes: number;
  readonly #maxResults: number;
  #sequence = 0;
  #open: { path: string; results: Result[]; bytes: number } | null = null;
  #closed: Segment[] = [];
  #closedBytes = 0;

  /**
   * Opens the spool and finds what an earlier process left.
   * @param maxBytes  when this much waits on disk, `isFull` is true and no more checks should be leased
   * @param maxResults at most this many results a segment
   */
  constructor(directory: string, maxBytes: number, maxResults = 1000) {
    this.#directory = directory;
    this.#maxBytes = maxBytes;
    this.#maxResults = maxResults;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(directory)
      .filter((entry) => segmentName.test(entry))
      .sort()) {
      this.#sequence = Math.max(this.#sequence, Number.parseInt(name, 10));
      this.#adopt(join(directory, name));
    }
  }

  get bytes(): number {
    return this.#closedBytes + (this.#open?.bytes ?? 0);
  }

  get length(): number {
    return this.#closed.reduce((sum, segment) => sum + segment.results.length, this.#open?.results.length ?? 0);
  }

  get isFull(): boolean {
    return this.bytes >= this.#maxBytes;
  }

  /** Appends results. They are on disk when this returns. */
  append(results: readonly Result[]): void {
    for (let start = 0; start < results.length; ) {
      this.#open ??= { path: this.#nextPath(), results: [], bytes: 0 };
      const room = this.#maxResults - this.#open.results.length;
      const part = results.slice(start, start + room);
      const lines = part.map((result) => `${JSON.stringify(result)}\n`).join("");
      appendFileSync(this.#open.path, lines);
      this.#open.results.push(...part);
      this.#open.bytes += Buffer.byteLength(lines);
      if (this.#open.results.length >= this.#maxResults) this.#close();
      start += part.length;
    }
  }

  /** The oldest unacknowledged segment, closed for more results; null when there is none. */
  peek(): Segment | null {
    if (this.#closed.length === 0) this.#close();
    return this.#closed[0] ?? null;
  }

  /** Removes a segment that the database has acknowledged. */
  acknowledge(segment: Segment): void {
    rmSync(segment.path, { force: true });
    this.#closed = this.#closed.filter((other) => other !== segment);
    this.#closedBytes -= segment.bytes;
  }

  #close(): void {
    if (this.#open === null || this.#open.results.length === 0) return;
    this.#closed.push(this.#open);
    this.#closedBytes += this.#open.bytes;
    this.#open = null;
  }

  #nextPath(): string {
    this.#sequence += 1;
    return join(this.#directory, `${String(this.#sequence).padStart(12, "0")}.jsonl`);
  }

  #adopt(path: string): void {
    const results: Result[] = [];
    for (const line of readFileSync(path, "utf8").split("\n")) {
      const result = parseLine(line);
      if (result !== null) results.push(result);
    }
    if (results.length === 0) {
      rmSync(path, { force: true });
      return;
    }
    const bytes = statSync(path).size;
    this.#closed.push({ path, results, bytes });
    this.#closedBytes += bytes;
  }
}

function parseLine(line: string): Result | null {
  if (line === "") return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
