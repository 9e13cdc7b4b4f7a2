import { expect, test } from "vitest";
import { toJson } from "./values.ts";

test.each([
  ["1", "int4", "1"],
  ["9007199254740993", "int8", "9007199254740993"],
  ["1.50", "numeric", "1.50"],
  ["1e+20", "float8", "1e+20"],
  ["NaN", "numeric", '"NaN"'],
  ["-Infinity", "float8", '"-Infinity"'],
  ["t", "bool", "true"],
  ["f", "bool", "false"],
  ['a"b', "text", '"a\\"b"'],
  ['{"a": 1.0}', "jsonb", '{"a": 1.0}'],
  ["2026-01-02 03:04:05.678901", "timestamp", '"2026-01-02T03:04:05.678901"'],
  ["2026-01-02 03:04:05+00", "timestamptz", '"2026-01-02T03:04:05+00:00"'],
  ["infinity", "timestamptz", '"infinity"'],
  ["2026-01-02", "date", '"2026-01-02"'],
  ["\\x00ff", "bytea", '"00ff"'],
  ["[1,5)", "int4range", '"[1,5)"'],
])("%s of %s is %s", (text, name, json) => {
  expect(toJson(text, { name, element: null, isComposite: false })).toBe(json);
});

test.each([
  ["{}", "int4", "[]"],
  ["{1,NULL,3}", "int4", "[1,null,3]"],
  ['{a,"b c","NULL","say \\"hi\\"",""}', "text", '["a","b c","NULL","say \\"hi\\"",""]'],
  ["{{1,2},{3,4}}", "int4", "[[1,2],[3,4]]"],
  ["[0:1]={t,f}", "bool", "[true,false]"],
  ['{"{\\"a\\": 1}"}', "jsonb", '[{"a": 1}]'],
])("array %s of %s is %s", (text, element, json) => {
  expect(toJson(text, { name: `_${element}`, element, isComposite: false })).toBe(json);
});

test("composite types are left to the database", () => {
  expect(toJson("(1,2)", { name: "pair", element: null, isComposite: true })).toBeNull();
});
