import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reasonCodes, reasonText } from "./reasons.ts";

const docs = join(import.meta.dirname, "../../../../docs");

/** Codes in the paragraphs about reasons of the docs. */
function documentedReasons(): string[] {
  const files = readdirSync(join(docs, "check-kinds")).map((name) => join(docs, "check-kinds", name));
  const texts = files.map((file) => readFileSync(file, "utf8").split("**Reasons**")[1] ?? "");
  const general = readFileSync(join(docs, "error-codes.md"), "utf8").split("## Reasons of checks")[1] ?? "";
  return [...texts, general].flatMap((text) => [...text.matchAll(/`([a-z_]+)`/g)].map((match) => match[1] ?? ""));
}

test("every documented reason has words", () => {
  const documented = documentedReasons();
  expect(documented.length).toBeGreaterThan(20);
  expect(documented.filter((code) => !reasonCodes.includes(code))).toEqual([]);
});

test("a sender's own message stays as it is; a status code is named", () => {
  expect(reasonText("disk 98 % full")).toBe("disk 98 % full");
  expect(reasonText("unexpected_status", 503)).toBe("answered with status 503");
  expect(reasonText("checker_failed:TypeError")).toContain("TypeError");
  expect(reasonText(null)).toBeNull();
});
