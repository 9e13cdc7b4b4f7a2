import { buildFrontend } from "../../build.ts";
import { startStack } from "./stack.ts";

/** Once, before the workers start: the build, and one embedded stack for the dashboard's tests. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  await buildFrontend();
  return startStack();
}
