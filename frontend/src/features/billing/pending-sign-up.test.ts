import { expect, test } from "vitest";
import { type PendingSignUp, readPendingSignUp, writePendingSignUp } from "./pending-sign-up.ts";

/** A tab's storage, as far as it is used. */
function makeStorage(first: Readonly<Record<string, string>> = {}) {
  const kept = new Map(Object.entries(first));
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const pending: PendingSignUp = {
  email: "mara@example.com",
  next: "/",
  setup: { client_secret: "seti_1_secret_2", publishable_key: "pk_test_1", stripe_url: null },
  isCardDone: false,
};

test("a sign-up is kept as it was, until it is forgotten", () => {
  const storage = makeStorage();
  expect(readPendingSignUp(storage)).toBeNull();
  writePendingSignUp(pending, storage);
  expect(readPendingSignUp(storage)).toEqual(pending);
  writePendingSignUp(null, storage);
  expect([readPendingSignUp(storage), storage.kept.size]).toEqual([null, 0]);
});

test.each([["{"], ["null"], ['{"email":"mara@example.com"}']])("what is not one (%s) is none", (text) => {
  expect(readPendingSignUp(makeStorage({ "heliograph-sign-up": text }))).toBeNull();
});

test("a storage that refuses is none", () => {
  const getItem = () => {
    throw new DOMException("denied", "SecurityError");
  };
  expect(readPendingSignUp({ getItem })).toBeNull();
});
