import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { generateLicenseKeys, signLicense, verifyLicense } from "../functions/_shared/domain/license.ts";

const usage = `For the vendor of licenses: makes keys and signs licenses. docs/operations/instance.md

  pnpm license keys <file>     writes a private key to <file> (readable by you alone), prints the public one for LICENSE_PUBLIC_KEY
  pnpm license sign <file> --id <id> --subject <name> --seats <number> --expires <day> [--feature <name>]…
  pnpm license verify <key> --public-key <key>
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    id: { type: "string" },
    subject: { type: "string" },
    seats: { type: "string" },
    expires: { type: "string" },
    feature: { type: "string", multiple: true },
    "public-key": { type: "string" },
  },
});

/** @returns what is printed */
async function run([command, argument]: readonly string[]): Promise<string> {
  if (argument === undefined) throw new Error(usage);
  switch (command) {
    case "keys": {
      const { privateKey, publicKey } = await generateLicenseKeys();
      // An existing key is never overwritten: every license signed with it would be lost.
      await writeFile(argument, `${privateKey}\n`, { mode: 0o600, flag: "wx" });
      return `LICENSE_PUBLIC_KEY=${publicKey}`;
    }
    case "sign": {
      const { id = "", subject = "", seats = "", expires = "", feature: features = [] } = values;
      const license = {
        id,
        subject,
        seats: Number(seats),
        features,
        issued_at: new Date().toISOString(),
        // A day alone is meant whole.
        expires_at: new Date(/^\d{4}-\d{2}-\d{2}$/.test(expires) ? `${expires}T23:59:59Z` : expires).toISOString(),
      };
      return signLicense(license, (await readFile(argument, "utf8")).trim());
    }
    case "verify": {
      const license = await verifyLicense(argument, values["public-key"] ?? "");
      if (license === undefined) throw new Error("This license is not genuine, or a part of it is missing.");
      return JSON.stringify(license, null, 2);
    }
    default:
      throw new Error(usage);
  }
}

try {
  process.stdout.write(`${await run(positionals)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
