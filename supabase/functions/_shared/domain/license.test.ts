import { describe, expect, test } from "vitest";
import { generateLicenseKeys, type License, signLicense, verifyLicense } from "./license.ts";

const license: License = {
  id: "2026-0042",
  subject: "Northwind GmbH, Zürich",
  seats: 250,
  features: ["sso"],
  issued_at: "2026-11-21T00:00:00Z",
  expires_at: "2027-11-21T00:00:00Z",
};
const keys = await generateLicenseKeys();
const signed = await signLicense(license, keys.privateKey);

test("what was signed is read, also with a line break of a mail around it", async () => {
  expect(await verifyLicense(signed, keys.publicKey)).toEqual(license);
  expect(await verifyLicense(`\n${signed}\n`, keys.publicKey)).toEqual(license);
});

describe("refused:", () => {
  const [head = "", payload = "", signature = ""] = signed.split(".");
  const more = btoa(JSON.stringify({ ...license, subject: "Northwind", seats: 9000 }))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
  test.each([
    ["more seats than were signed", `${head}.${more}.${signature}`],
    ["another signature", `${head}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`],
    ["another version", `hgl2.${payload}.${signature}`],
    ["no signature", `${head}.${payload}`],
    ["a part too many", `${signed}.x`],
    ["what is no base64", `${head}.${payload}.***`],
    ["nothing", ""],
  ])("%s", async (_, text) => {
    expect(await verifyLicense(text, keys.publicKey)).toBeUndefined();
  });

  test("the key of somebody else", async () => {
    expect(await verifyLicense(signed, (await generateLicenseKeys()).publicKey)).toBeUndefined();
  });

  test("a license that says nonsense is not signed", async () => {
    await expect(signLicense({ ...license, seats: 0 }, keys.privateKey)).rejects.toThrow();
  });
});
