import type { StackConfig } from "./config.ts";

/** Works where pnpm was never installed. */
const pnpm = "npx -y pnpm@12";

/** What a person needs to know once everything runs. @param isAttended whether somebody sits at the terminal it runs in */
export function welcome(config: StackConfig, isAttended: boolean): string {
  const account = {
    saas: "create an account",
    enterprise: "create the first account: it becomes master administrator, and sign-up closes",
    demo: "sign in as demo@example.com, password heliograph-demo",
  }[config.mode ?? "demo"];
  const lines = [
    ["Status page", `${config.url}/status/demo`],
    ["Dashboard", `${config.url}/   ${account}`],
    ["Mail catcher", `${config.url}/mail`],
    ["Database", config.databaseUrl],
  ] as const;
  return `${lines.map(([name, value]) => `  ${name.padEnd(13)} ${value}`).join("\n")}

  Keys and URLs for programs: ${pnpm} -s stack env
  Try it: ${pnpm} demo break payments    then    ${pnpm} demo mend payments
          Subscribe on the status page, confirm in the mail catcher, press c in the dashboard: the message arrives there.
  ${isAttended ? "Ctrl-C" : `${pnpm} stack stop`} stops everything.
`;
}
