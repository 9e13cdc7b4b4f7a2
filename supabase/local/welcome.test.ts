import { expect, test } from "vitest";
import { loadConfig } from "./config.ts";
import type { InstanceFacts } from "./instance-facts.ts";
import { welcome } from "./welcome.ts";

const fresh: InstanceFacts = {
  mode: null,
  signUp: "open",
  hasAccounts: true,
  hasAdministrator: false,
  isDemoWaiting: false,
  hasDemoAccount: true,
};

/** The commands of a text, with the settings before each, as a shell reads them. */
function commandsOf(text: string): { settings: NodeJS.ProcessEnv; command: string }[] {
  return [...text.matchAll(/((?:HELIOGRAPH_\w+=(?:'[^']*'|\S+) )*)npx -y pnpm@12 (.*)$/gm)].map(
    ([, before = "", command = ""]) => ({
      settings: Object.fromEntries(
        [...before.matchAll(/(\w+)=('[^']*'|\S+) /g)].map(([, name = "", value = ""]) => [
          name,
          value.replaceAll("'", ""),
        ]),
      ),
      command,
    }),
  );
}

test.each([
  ["nothing", {}],
  ["a port", { HELIOGRAPH_PORT: "56321" }],
  ["a folder below the repository", { HELIOGRAPH_DATA_DIR: ".heliograph-saas", HELIOGRAPH_MODE: "saas" }],
  ["a folder elsewhere, with a space", { HELIOGRAPH_DATA_DIR: "/srv/status data", HELIOGRAPH_DB_PORT: "5555" }],
  ["an address", { HELIOGRAPH_URL: "https://status.example.com", HELIOGRAPH_PORT: "8080" }],
])("every command it prints finds the stack that was started with %s", (_, environment) => {
  const config = loadConfig(environment);
  const commands = commandsOf(welcome(config, fresh, false));
  expect(commands.map(({ command }) => command)).toEqual([
    "-s stack env",
    "demo break payments",
    "demo mend payments",
    "stack stop",
  ]);
  for (const { settings } of commands) expect({ ...loadConfig(settings), mode: config.mode }).toEqual(config);
});

test.each<[string, Partial<InstanceFacts>, RegExp, RegExp]>([
  ["not set up", {}, /sign in as demo@example\.com/, /card|master administrator, and/],
  [
    "an enterprise nobody has come to",
    { mode: "enterprise", signUp: "first", hasAccounts: false, hasDemoAccount: false, isDemoWaiting: true },
    /first account: it becomes master administrator[\s\S]*The first account takes over the demo organization/,
    /card/,
  ],
  [
    "a saas nobody has come to",
    { mode: "saas", hasAccounts: false, hasDemoAccount: false, isDemoWaiting: true },
    /test card[\s\S]*account with a card takes over the demo organization[\s\S]*grant_master_administrator/,
    /demo@example\.com/,
  ],
  [
    "a saas with people",
    { mode: "saas", hasAdministrator: true, hasDemoAccount: false },
    /\/ {3}sign in\n/,
    /grant_master_administrator|takes over/,
  ],
])("%s: what to do first", (_, facts, said, unsaid) => {
  const text = welcome(loadConfig({}), { ...fresh, ...facts }, true);
  expect(text).toMatch(said);
  expect(text).not.toMatch(unsaid);
});
