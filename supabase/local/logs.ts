import { createWriteStream, existsSync, openSync, renameSync, type WriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { makePrivateDirectory } from "./process/private-directory.ts";

/** One file a process in `<data directory>/logs`; a file that has grown large is kept once, as `.1`, and begun anew. */
export class Logs {
  private readonly directory: string;
  private readonly maxBytes: number;
  private readonly files = new Map<string, { stream: WriteStream; bytes: number }>();

  private constructor(directory: string, maxBytes: number) {
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  static async open(dataDirectory: string, names: readonly string[], maxBytes = 10 * 1024 * 1024): Promise<Logs> {
    const logs = new Logs(join(dataDirectory, "logs"), maxBytes);
    await makePrivateDirectory(logs.directory);
    for (const name of names) {
      const bytes = await stat(logs.pathOf(name)).then(
        (file) => file.size,
        () => 0,
      );
      logs.files.set(name, { stream: logs.append(name), bytes });
    }
    return logs;
  }

  writer(name: string): (line: string) => void {
    return (line) => {
      const file = this.files.get(name);
      if (file === undefined) return;
      if (file.bytes > this.maxBytes) {
        // What the old stream has not written yet goes to the renamed file, which it holds open.
        file.stream.end();
        if (existsSync(this.pathOf(name))) renameSync(this.pathOf(name), `${this.pathOf(name)}.1`);
        file.stream = this.append(name);
        file.bytes = 0;
      }
      file.bytes += Buffer.byteLength(line) + 1;
      file.stream.write(`${line}\n`);
    };
  }

  async close(): Promise<void> {
    const streams = [...this.files.values()].map(({ stream }) => stream);
    await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.end(resolve))));
  }

  private pathOf(name: string): string {
    return join(this.directory, `${name}.log`);
  }

  private append(name: string): WriteStream {
    // Opened at once, so that the file is there to be renamed.
    return createWriteStream("", { fd: openSync(this.pathOf(name), "a", 0o600) });
  }
}
