import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { functionProof, requireServiceKey } from "./service-key.ts";

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

const tokenWith = (claims: object) => `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
const prove = (authorization: string) => functionProof((name) => keys.get(name), authorization);

it("a function proves itself for the session, by each key", () => {
  const proofs = ["legacy", "sb_secret_1", "sb_secret_2"].map((key) =>
    createHmac("sha256", key).update("s1").digest("hex"),
  );
  expect(prove(tokenWith({ session_id: "s1" }))).toBe(proofs.join(","));
});

it.each(["Bearer a.b.c", "Bearer ..", "Bearer x", tokenWith([])])(
  "what is no token is refused, not a fault: %s",
  (token) => {
    expect(() => prove(token)).toThrow(expect.objectContaining({ code: "unauthorized" }));
  },
);
