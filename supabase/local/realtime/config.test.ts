import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { limitPresets } from "./limits.ts";

const complete = {
  DATABASE_URL: "postgres://localhost/postgres",
  REALTIME_LISTEN: "127.0.0.1:4000",
  JWT_SECRET: "secret",
  PUBLISHABLE_KEY: "sb_publishable_x",
  SECRET_KEY: "sb_secret_x",
};

test("defaults are generous; a preset and single limits can be chosen", () => {
  expect(readConfig(complete)).toMatchObject({
    listen: { host: "127.0.0.1", port: 4000 },
    jwks: { keys: [] },
    settings: { limits: limitPresets.local, joinErrorDelayMs: 5_000, isPrivateOnly: false },
  });
  const chosen = readConfig({ ...complete, REALTIME_LIMITS: "hosted-free", REALTIME_MAX_CONNECTIONS: "3" });
  expect(chosen.settings.limits).toEqual({ ...limitPresets["hosted-free"], maxConnections: 3 });
});

test("a path is a Unix socket", () => {
  expect(readConfig({ ...complete, REALTIME_LISTEN: "/run/realtime.sock" }).listen).toEqual({
    path: "/run/realtime.sock",
  });
});

test("everything wrong is named at once", () => {
  const wrong = { ...complete, JWT_SECRET: "", REALTIME_LIMITS: "huge", REALTIME_POOL_SIZE: "many", JWKS: "[]" };
  expect(() => readConfig(wrong)).toThrow(/REALTIME_LIMITS.*JWT_SECRET.*JWKS.*REALTIME_POOL_SIZE/);
});
