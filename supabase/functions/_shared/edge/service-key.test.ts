import { expect, it } from "vitest";
import { requireServiceKey } from "./service-key.ts";

const keys = new Map([
  ["SUPABASE_SERVICE_ROLE_KEY", "legacy"],
  ["SUPABASE_SECRET_KEYS", '{"default":"sb_secret_1","other":"sb_secret_2"}'],
]);
const answer = (environment: ReadonlyMap<string, string>, headers: Record<string, string>) => {
  try {
    requireServiceKey((name) => environment.get(name))(new Request("http://localhost", { headers }));
    return "accepted";
  } catch (error) {
    return Object(error).code;
  }
};

it.each([
  ["the legacy key", { apikey: "legacy" }, "accepted"],
  ["the default secret key", { apikey: "sb_secret_1" }, "accepted"],
  ["another secret key of the project", { apikey: "sb_secret_2" }, "accepted"],
  ["the beginning of a key", { apikey: "sb_secret_" }, "unauthorized"],
  ["a publishable key", { apikey: "sb_publishable_1" }, "unauthorized"],
  ["an empty key", { apikey: "" }, "unauthorized"],
  ["no key", {}, "unauthorized"],
  ["a key in another header", { authorization: "Bearer sb_secret_1" }, "unauthorized"],
] as const)("%s", (_, headers, expected) => expect(answer(keys, headers)).toBe(expected));

it("without any key in the environment nobody is accepted, least of all without a key", () => {
  expect(answer(new Map(), { apikey: "" })).toBe("unauthorized");
  expect(answer(new Map([["SUPABASE_SERVICE_ROLE_KEY", ""]]), {})).toBe("unauthorized");
});
