import { expect, test } from "vitest";
import { parseAddresses } from "./addresses.ts";
import { InviteForm } from "./schemas.ts";

test.each([
  ["mara@example.com", ["mara@example.com"]],
  [
    "mara@example.com, Jonas@Example.com;tara@example.com\n",
    ["mara@example.com", "jonas@example.com", "tara@example.com"],
  ],
  ["<mara@example.com> mara@example.com", ["mara@example.com"]],
  ["  ", []],
])("%j", (text, addresses) => {
  expect(parseAddresses(text)).toEqual(addresses);
});

test("what is no address is named", () => {
  const parsed = InviteForm.safeParse({ emails: "mara@example.com, jonas", role: "viewer" });
  expect(parsed.error?.issues[0]?.message).toBe("This is not an e-mail address: jonas");
});
