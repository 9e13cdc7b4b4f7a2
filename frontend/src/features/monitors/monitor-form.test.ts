import { describe, expect, test } from "vitest";
import {
  columnsOf,
  configOf,
  emptyMonitor,
  hasSecrets,
  isSameServer,
  MonitorForm,
  type MonitorValues,
  noSecrets,
  secretsOf,
  storedSecretNames,
  valuesOf,
} from "./monitor-form.ts";

const http = (changes: Partial<MonitorValues> = {}): MonitorValues => ({
  ...emptyMonitor("http", "Card authorisation"),
  url: "https://api.northwind.example/ping",
  region_ids: ["local"],
  ...changes,
});

function problems(values: MonitorValues): Record<string, string> {
  const issues = MonitorForm.safeParse(values).error?.issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path.join("."), message]));
}

describe("field errors come from the shared schemas", () => {
  const cases: [name: string, values: MonitorValues, field: string][] = [
    ["an address that is none", http({ url: "northwind" }), "url"],
    ["a header the probe sets", http({ headers: [{ name: "Host", value: "x" }] }), "headers.0.name"],
    ["status codes that are none", http({ expected_status: "2xx" }), "expected_status"],
    ["no region", http({ region_ids: [] }), "region_ids"],
    ["an interval of nothing", http({ interval_seconds: "" }), "interval_seconds"],
    ["half a second", http({ interval_seconds: "0.5" }), "interval_seconds"],
    ["more confirmations than checks", http({ confirmations: "3" }), "confirmations"],
    ["no host", { ...emptyMonitor("tcp", "DB"), port: "5432", region_ids: ["local"] }, "host"],
    ["no port", { ...emptyMonitor("tcp", "DB"), host: "db", region_ids: ["local"] }, "port"],
    ["a name that is none", { ...emptyMonitor("dns", "N"), host: "a b", region_ids: ["local"] }, "host"],
    [
      "a resolver that is no address",
      { ...emptyMonitor("dns", "N"), host: "a.b", resolver: "x", region_ids: ["l"] },
      "resolver",
    ],
  ];
  test.each(cases)("%s", (_, values, field) => expect(Object.keys(problems(values))).toEqual([field]));

  test("a port left out is said in words", () => {
    const values = { ...emptyMonitor("tcp", "DB"), host: "db", region_ids: ["local"] };
    expect(problems(values).port).toBe("A port is between 1 and 65535.");
  });

  test("a heartbeat needs no region", () => expect(problems(emptyMonitor("heartbeat", "Backup"))).toEqual({}));
});

test("what is stored comes back into the form", () => {
  const values = http({
    method: "POST",
    body: "{}",
    headers: [{ name: "Accept", value: "application/json" }],
    confirmation_window: "3",
  });
  expect(valuesOf({ kind: "http", config: configOf(values), ...columnsOf(values) })).toEqual({
    ...values,
    packets: "1",
  });
});

test("the configuration has the defaults and no secret", () => {
  expect(configOf(http())).toEqual({
    url: "https://api.northwind.example/ping",
    method: "GET",
    headers: {},
    body: "",
    expected_status: "200-399",
    follow_redirects: true,
    verify_tls: true,
    username: "",
  });
  expect(configOf({ ...emptyMonitor("dns", "N"), host: " example.com " })).toMatchObject({ name: "example.com" });
});

test("a body is only sent with a method that has one", () => {
  expect(configOf(http({ body: "x" })).body).toBe("");
  expect(configOf(http({ body: "x", method: "PUT" })).body).toBe("x");
});

test("secrets go as typed, empty ones to be removed; stored ones are known by name", () => {
  const secrets = {
    ...noSecrets,
    token: "abc",
    headers: [
      { name: "x-api-key", value: "k" },
      { name: "", value: "" },
    ],
  };
  expect(secretsOf(secrets)).toEqual({ password: "", token: "abc", secret_headers: { "x-api-key": "k" } });
  expect(hasSecrets(secrets)).toBe(true);
  expect(hasSecrets(noSecrets)).toBe(false);
  expect(storedSecretNames({ secret_names: ["token", "header x-api-key"] })).toEqual(["token", "header x-api-key"]);
  expect(storedSecretNames({})).toEqual([]);
});

test.each([
  ["https://api.example/a", "https://API.example:443/b", true],
  ["https://api.example", "http://api.example", false],
  ["https://api.example", "https://api.example.evil", false],
])("%s and %s are one server: %s", (a, b, expected) => expect(isSameServer(a, b)).toBe(expected));

test("a heartbeat always runs in its own region", () => {
  expect(columnsOf(emptyMonitor("heartbeat", "Backup")).region_ids).toEqual(["push"]);
});
