import { chmod, lstat, mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder that its owner alone can enter.
 * @throws when it belongs to somebody else: names in a shared folder such as /tmp can be taken by any user beforehand
 */
export async function makePrivateDirectory(path: string): Promise<void> {
  // The folders above stay open to others: Postgres may run as another user below them.
  await mkdir(dirname(path), { recursive: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
  const found = await lstat(path);
  const owner = process.getuid?.();
  if (!found.isDirectory() || (owner !== undefined && found.uid !== owner))
    throw new Error(`${path} is not a folder of this user. Remove it, then start again.`);
  await chmod(path, 0o700);
}
