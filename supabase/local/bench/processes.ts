import { readdir, readFile } from "node:fs/promises";

/** Linux counts CPU time in hundredths of a second. */
const ticksPerSecond = 100;

/** A process and everything it has started, as process ids. Linux only, like all that reads /proc. */
export async function tree(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const fields = await statFields(pid);
    if (fields !== null) parents.set(pid, Number(fields[1]));
  }
  const found = [root];
  for (const pid of found) {
    for (const [child, parent] of parents) if (parent === pid) found.push(child);
  }
  return found;
}

/** CPU seconds (user and system) that a process tree has used so far, processes that have ended included. */
export async function cpuSeconds(root: number): Promise<number> {
  let ticks = 0;
  for (const pid of await tree(root)) {
    const fields = await statFields(pid);
    // utime, stime, and those of children that were waited for.
    if (fields !== null) ticks += [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  }
  return ticks / ticksPerSecond;
}

/** Proportional set size in MB: memory of a process tree where shared pages count once. */
export async function memoryMb(root: number): Promise<number> {
  const sizes = await Promise.all((await tree(root)).map((pid) => field(`/proc/${pid}/smaps_rollup`, "Pss")));
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

/** Resident memory of one process in MB. */
export async function residentMb(pid: number): Promise<number> {
  return (await field(`/proc/${pid}/status`, "VmRSS")) / 1024;
}

async function field(path: string, name: string): Promise<number> {
  const text = await readFile(path, "utf8").catch(() => "");
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
}

/** Fields of /proc/<pid>/stat from the state on; the name before it may contain anything. */
async function statFields(pid: number): Promise<string[] | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return text === null ? null : text.slice(text.lastIndexOf(")") + 2).split(" ");
}
