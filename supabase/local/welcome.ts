import { commandLine } from "./command-line.ts";
import type { StackConfig } from "./config.ts";
import type { InstanceFacts } from "./instance-facts.ts";

/**
 * What a person needs to know once everything runs.
 * @param isAttended whether somebody sits at the terminal it runs in
 */
export function welcome(config: StackConfig, instance: InstanceFacts, isAttended: boolean): string {
  const lines = [
    ["Status page", `${config.url}/status/demo`],
    ["Dashboard", `${config.url}/   ${firstStep(instance)}`],
    ["Instance area", `${config.url}/instance   ${instanceStep(instance)}`],
    ["Mail catcher", `${config.url}/mail   all mail ends here, the links to confirm an address too`],
    ["Database", config.databaseUrl],
  ] as const;
  const demo = instance.isDemoWaiting ? `\n  ${demoStep(instance)}\n` : "";
  const administrator =
    instance.mode === "saas" && !instance.hasAdministrator
      ? `  Master administrator: sign up, then name yourself:
          npx supabase db query --yes --remote=${config.databaseUrl} "select admin.grant_master_administrator('you@example.com')"
`
      : "";
  return `${lines.map(([name, value]) => `  ${name.padEnd(14)} ${value}`).join("\n")}
${demo}
${administrator}  Keys and URLs for programs: ${commandLine(config, "-s stack env")}
  Try it: ${commandLine(config, "demo break payments")}
          then  ${commandLine(config, "demo mend payments")}
          Subscribe on the status page, confirm in the mail catcher, press c in the dashboard: the message arrives there.
  Stop everything: ${isAttended ? "Ctrl-C" : commandLine(config, "stack stop")}
`;
}

function firstStep({ mode, signUp, hasAccounts, hasDemoAccount }: InstanceFacts): string {
  if (hasDemoAccount) return "sign in as demo@example.com, password heliograph-demo";
  if (signUp === "first") return "create the first account: it becomes master administrator, and sign-up closes";
  if (mode === "saas" && !hasAccounts) return "create an account with the test card 4242 4242 4242 4242";
  return "sign in";
}

function instanceStep({ mode, hasAdministrator, hasDemoAccount }: InstanceFacts): string {
  if (hasAdministrator) return "for master administrators: accounts, mail server, settings of this Heliograph";
  if (mode === null && hasDemoAccount) return "opens once demo@example.com has said how this Heliograph runs: /setup";
  return "accounts, mail server and settings, once there is a master administrator";
}

function demoStep({ mode }: InstanceFacts): string {
  return mode === "saas"
    ? "The first account with a card takes over the demo organization, Northwind, with its status page and monitors."
    : "The first account takes over the demo organization, Northwind, with its status page and monitors.";
}
