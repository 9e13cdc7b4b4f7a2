import { expect, it } from "vitest";
import { fieldsOfForm, withNulls } from "./openapi-values.ts";

it.each([
  ["a=1&b=two%20words", { a: "1", b: "two words" }],
  ["a=1&a=2", { a: "2" }],
  ["metadata[user_id]=1&metadata[x]=2", { metadata: { user_id: "1", x: "2" } }],
  [
    "items[0][price]=p&items[0][quantity]=2&items[1][price]=q",
    { items: [{ price: "p", quantity: "2" }, { price: "q" }] },
  ],
  ["expand[]=a&expand[]=b", { expand: ["a", "b"] }],
  ["__proto__[polluted]=1", { ["__proto__"]: { polluted: "1" } }],
  ["", {}],
])("the form %s", (form, fields) => {
  expect(JSON.stringify(fieldsOfForm(form))).toBe(JSON.stringify(fields));
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

it("what may be null, and what is not validated", () => {
  const document = {
    a: { type: "string", nullable: true },
    b: { type: "string", enum: ["x"], "x-stripeBypassValidation": true },
    list: [{ enum: ["x"], nullable: true }],
  };
  expect(withNulls(document)).toEqual({
    a: { anyOf: [{ type: "string" }, { type: "null" }] },
    b: { type: "string", "x-stripeBypassValidation": true },
    list: [{ anyOf: [{ enum: ["x"] }, { type: "null" }] }],
  });
});
