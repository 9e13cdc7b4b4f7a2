import { expect, test } from "vitest";
import type { ColumnInfo } from "./catalogue.ts";
import { dataJson, errorJson } from "./serialise.ts";

const header = { schema: "public", table: "t", type: "UPDATE", commitTimestamp: "2026-01-01T00:00:00.123Z" } as const;

function column(name: string, typeName: string): ColumnInfo {
  const valueType = { name: typeName, element: null, isComposite: false };
  return { name, typeName, castType: typeName, valueType, isPrimaryKey: name === "id" };
}

const columns = [column("id", "int8"), column("v", "text")];
const rows = [
  new Map([
    ["id", "1"],
    ["v", '"b"'],
    ["hidden", "2"],
  ]),
  new Map([["id", "1"]]),
] as const;

test("an update has both records, limited to the columns", () => {
  expect(JSON.parse(dataJson(header, columns, rows[0], rows[1], 1_000))).toEqual({
    schema: "public",
    table: "t",
    commit_timestamp: "2026-01-01T00:00:00.123Z",
    type: "UPDATE",
    columns: [
      { name: "id", type: "int8" },
      { name: "v", type: "text" },
    ],
    record: { id: 1, v: "b" },
    old_record: { id: 1 },
    errors: null,
  });
});

test("a row above the limit keeps its small values and says so", () => {
  const big = new Map([
    ["id", "1"],
    ["v", JSON.stringify("x".repeat(100))],
  ]);
  const limit = 1 + 102;
  expect(JSON.parse(dataJson({ ...header, type: "INSERT" }, columns, big, null, limit)).record).toHaveProperty("v");
  const over = JSON.parse(dataJson({ ...header, type: "INSERT" }, columns, big, null, limit - 1));
  expect(over).toMatchObject({ record: { id: 1 }, errors: ["Error 413: Payload Too Large"] });
  expect(over.record).not.toHaveProperty("v");
  expect(over).not.toHaveProperty("old_record");
});

test("an error carries no data", () => {
  expect(JSON.parse(errorJson(header, "Error 401: Unauthorized"))).toEqual({
    schema: "public",
    table: "t",
    commit_timestamp: null,
    type: "UPDATE",
    columns: [],
    record: {},
    errors: ["Error 401: Unauthorized"],
  });
});
