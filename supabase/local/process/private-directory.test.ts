import { mkdir, mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makePrivateDirectory } from "./private-directory.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heliograph-private-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("what was open to all is closed", async () => {
  const path = join(folder, "open");
  await mkdir(path, { mode: 0o777 });
  await makePrivateDirectory(path);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test("a link that leads elsewhere is refused", async () => {
  const path = join(folder, "link");
  await symlink(folder, path);
  await expect(makePrivateDirectory(path)).rejects.toThrow("is not a folder of this user");
});
