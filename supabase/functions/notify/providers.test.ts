import { expect, it } from "vitest";
import { type ProviderRow, Providers } from "./providers.ts";

const row = (organization_id: string | null, provider: string, settings: Record<string, unknown>) => ({
  organization_id,
  provider,
  settings,
  secrets: {},
});
const shared = row(null, "smtp", { host: "smtp.example.com", from_address: "status@example.com", from_name: "Site" });

function providersOf(...rows: ProviderRow[]): Providers {
  const providers = new Providers();
  providers.add(rows);
  return providers;
}

it("an organization's name goes over the instance's server, whose connections all share", () => {
  const providers = providersOf(shared, row("a", "sender", { from_name: "Northwind", reply_to: "help@example.com" }));
  const [named, plain] = [providers.emailOf("a"), providers.emailOf("b")];
  expect(named?.sender).toEqual({
    from_address: "status@example.com",
    from_name: "Northwind",
    reply_to: "help@example.com",
  });
  expect(plain?.sender.from_name).toBe("Site");
  expect(named !== null && plain !== null && "smtp" in named && "smtp" in plain && named.smtp === plain.smtp).toBe(
    true,
  );
  expect(providers.hasOwnEmail("a")).toBe(false);
});

it("an organization's own server counts before the instance's", () => {
  const providers = providersOf(shared, row("a", "smtp", { host: "mail.example.net", from_address: "a@example.net" }));
  expect(providers.emailOf("a")?.sender.from_address).toBe("a@example.net");
  expect(providers.emailOf("b")?.sender.from_address).toBe("status@example.com");
  expect(providers.hasOwnEmail("a")).toBe(true);
});

it("a secret takes the place of no setting", () => {
  const secrets = { host: "10.0.0.8", password: "p" };
  const providers = providersOf({ ...shared, secrets });
  expect(providers.emailOf("a")).toMatchObject({ smtp: { host: "smtp.example.com", password: "p" } });
});
