import { expect, it } from "vitest";
import { smsSegments } from "./sms.ts";

it.each([
  ["as long as one part", "x".repeat(160), 1],
  ["one character longer", "x".repeat(161), 2],
  ["brackets, which take two places", "[".repeat(81), 2],
  ["another alphabet", "Störung – Зал".repeat(5), 1],
  ["another alphabet, longer", "х".repeat(71), 2],
])("%s", (_, text, parts) => expect(smsSegments(text)).toBe(parts));
