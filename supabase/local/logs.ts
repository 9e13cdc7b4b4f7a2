import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";

const maxBytes = 10 * 1024 * 1024;

/** One file a process in `<data directory>/logs`; the file of the run before is kept when it has grown large. */
export class Logs {
  private readonly directory: string;
  private readonly streams = new Map<string, WriteStream>();

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async open(dataDirectory: string, names: readonly string[]): Promise<Logs> {
    const logs = new Logs(join(dataDirectory, "logs"));
    await mkdir(logs.directory, { recursive: true });
    for (const name of names) {
      const path = join(logs.directory, `${name}.log`);
      const size = await stat(path).then(
        (file) => file.size,
        () => 0,
      );
      if (size > maxBytes) await rename(path, `${path}.1`);
      logs.streams.set(name, createWriteStream(path, { flags: "a" }));
    }
    return logs;
  }

  writer(name: string): (line: string) => void {
    return (line) => this.streams.get(name)?.write(`${line}\n`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.streams.values()].map((stream) => new Promise<void>((resolve) => stream.end(resolve))));
  }
}
