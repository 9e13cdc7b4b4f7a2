import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/** A child process of a bench that answers with one message, and goes on until it is stopped. */
export interface Helper {
  readonly child: ChildProcess;
  readonly answer: unknown;
  stop(): Promise<void>;
}

/** Starts a file of `helpers/` and waits for its message. Load and targets run beside the bench, not inside it. */
export async function startHelper(name: string, ...args: readonly string[]): Promise<Helper> {
  const child = fork(join(import.meta.dirname, "helpers", name), args, { execArgv: [] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const answer = await Promise.race([
    new Promise<unknown>((resolve) => child.once("message", resolve)),
    exited.then(() => Promise.reject(new Error(`${name} ended without an answer`))),
  ]);
  return {
    child,
    answer,
    async stop() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
