import { describe, expect, test } from "vitest";
import { parseJoin, parseReplay } from "./join.ts";

describe("phx_join payload", () => {
  test("nothing asked for", () => {
    expect(parseJoin(null)).toEqual({
      isPrivate: false,
      ack: false,
      self: false,
      replicationReady: false,
      replay: undefined,
      presence: { isEnabled: false, key: null },
      changes: [],
      changesWaitMs: null,
      accessToken: null,
    });
  });

  test("booleans may be text, null entries are dropped, user_token is an alias", () => {
    const join = parseJoin({
      config: { private: "true", broadcast: { ack: "true", self: "false" }, postgres_changes: [null, { table: "t" }] },
      user_token: "jwt",
    });
    expect(join).toMatchObject({ isPrivate: true, ack: true, self: false, accessToken: "jwt" });
    expect(join.changes.map(({ requested }) => requested)).toEqual([{ table: "t" }]);
  });

  test("identical requests share an id, whatever the order of their members; it is a positive integer", () => {
    const { changes } = parseJoin({
      config: {
        postgres_changes: [
          { event: "*", table: "t" },
          { table: "t", event: "*" },
          { event: "*", table: "u" },
        ],
      },
    });
    const [first, second, third] = changes.map(({ id }) => id);
    expect(first).toBe(second);
    expect(first).not.toBe(third);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(2 ** 27);
  });

  test.each([
    [{ wait: true }, 15_000],
    [{ wait: true, timeout: 500 }, 500],
    [{ wait: true, timeout: 99_999 }, 20_000],
    [{ wait: false, timeout: 500 }, null],
  ])("options %j hold the reply for %s ms", (options, expected) => {
    expect(parseJoin({ config: { postgres_changes_options: options } }).changesWaitMs).toBe(expected);
  });
});

describe("replay", () => {
  test.each([
    [{ since: 1 }, { sinceMs: 1, limit: 25 }],
    [
      { since: 1, limit: 3 },
      { sinceMs: 1, limit: 3 },
    ],
    [
      { since: 1, limit: 26 },
      { sinceMs: 1, limit: 25 },
    ],
    [{ since: 1, limit: 0 }, null],
    [{ since: 1.5 }, null],
    [{ since: "1" }, null],
    [{}, null],
    [true, null],
  ])("%j is read as %j", (value, expected) => expect(parseReplay(value)).toEqual(expected));
});
