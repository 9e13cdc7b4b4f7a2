import { expect, test } from "vitest";
import { ProviderSecrets } from "./provider-secrets.ts";

test("a secret is read with the same key, in the same row, and nowhere else", () => {
  const secrets = new ProviderSecrets({ jwtSecret: "one" });
  const sealed = secrets.seal("hush", "row");
  expect(sealed).not.toContain("hush");
  expect(secrets.seal("hush", "row")).not.toBe(sealed);
  expect(secrets.open(sealed, "row")).toBe("hush");
  expect(() => secrets.open(sealed, "another row")).toThrow();
  expect(() => new ProviderSecrets({ jwtSecret: "two" }).open(sealed, "row")).toThrow();
});
