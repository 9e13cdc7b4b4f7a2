import { relative } from "node:path";
import { defaultDatabasePort, defaultDataDirectory, defaultPort, defaultUrl, type StackConfig } from "./config.ts";

/** Works where pnpm was never installed. */
const pnpm = "npx -y pnpm@12";

/**
 * A command as a person types it to mean this stack and no other: the settings by which commands find a stack stand before
 * it, where they are not the defaults.
 * @param command what follows `pnpm`, such as `stack stop`
 */
export function commandLine(config: StackConfig, command: string): string {
  return [...settings(config), `${pnpm} ${command}`].join(" ");
}

function settings(config: StackConfig): string[] {
  const { port, databasePort, dataDirectory, url } = config;
  const changed: [name: string, value: string, isDefault: boolean][] = [
    ["HELIOGRAPH_PORT", String(port), port === defaultPort],
    ["HELIOGRAPH_DB_PORT", String(databasePort), databasePort === defaultDatabasePort(port)],
    ["HELIOGRAPH_DATA_DIR", shortPath(config), dataDirectory === defaultDataDirectory],
    ["HELIOGRAPH_URL", url, url === defaultUrl(port)],
  ];
  return changed.flatMap(([name, value, isDefault]) => (isDefault ? [] : [`${name}=${quoted(value)}`]));
}

/** Below the repository as people wrote it: relative paths count from there. */
function shortPath({ repository, dataDirectory }: StackConfig): string {
  const path = relative(repository, dataDirectory);
  return path.startsWith("..") ? dataDirectory : path;
}

function quoted(value: string): string {
  return /^[\w./:@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
