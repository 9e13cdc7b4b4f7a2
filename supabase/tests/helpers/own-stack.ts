import { askSupervisor } from "../../local/control.ts";
import { type StackProcess, startStackProcess } from "../../local/stack-process.ts";
import { required } from "./world.ts";

/** A stack that a test file has for itself, to break it. */
export interface OwnStack extends StackProcess {
  /** Process id of a part: `postgres`, `gateway`, `realtime`. */
  pidOf(name: string): Promise<number>;
}

/** Starts it. @param settings further environment variables */
export async function startOwnStack(settings: NodeJS.ProcessEnv = {}): Promise<OwnStack> {
  const stack = await startStackProcess({ PATH: process.env["PATH"], ...settings });
  return {
    ...stack,
    async pidOf(name) {
      const { processes } = required(await askSupervisor(stack.config, "/status"));
      return required(processes.find((entry) => entry.name === name)?.pid);
    },
  };
}
