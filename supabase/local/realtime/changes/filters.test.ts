import { describe, expect, test } from "vitest";
import { type Filter, filterCondition, parseFilters } from "./filters.ts";

function filter(operator: Filter["operator"], values: string[], isNegated = false): Filter {
  return { column: "c", isNegated, operator, values };
}

describe("parsing", () => {
  test.each<[string, Filter[]]>([
    ["", []],
    ["c=eq.1", [filter("eq", ["1"])]],
    ["c=eq.", [filter("eq", [""])]],
    ["c=eq.a=b.c", [filter("eq", ["a=b.c"])]],
    ["c=not.eq.1", [filter("eq", ["1"], true)]],
    ["c=eq.1,c=lt.2", [filter("eq", ["1"]), filter("lt", ["2"])]],
    ["c=in.(a,b)", [filter("in", ["a", "b"])]],
    ['c=in.("a,b","c\\"d")', [filter("in", ["a,b", 'c"d'])]],
    ['c=eq."x,y"', [filter("eq", ["x,y"])]],
    ["c=is.NULL", [filter("is", ["NULL"])]],
    ["c=isdistinct.1", [filter("isdistinct", ["1"])]],
  ])("%s", (text, expected) => expect(parseFilters(text)).toEqual(expected));

  test.each(["wrong", "c=1", "c=foo.1", "c=in.1", "c=is.maybe", `c=in.(${"1,".repeat(100)}1)`, "c=eq.1,"])(
    "%s is malformed",
    (text) => expect(parseFilters(text)).toBeNull(),
  );

  test("in takes 100 values", () => {
    expect(parseFilters(`c=in.(${"1,".repeat(99)}1)`)?.[0]?.values).toHaveLength(100);
  });
});

describe("SQL", () => {
  test.each<[Filter, string, (string | null)[]]>([
    [filter("eq", ["1"]), "coalesce($3::text::int4 = $4::text::int4, false)", ["v", "1"]],
    [filter("eq", ["1"], true), "coalesce(not ($3::text::int4 = $4::text::int4), false)", ["v", "1"]],
    [filter("in", ["1", "2"]), "coalesce($3::text::int4 in ($4::text::int4, $5::text::int4), false)", ["v", "1", "2"]],
    [filter("ilike", ["a%"]), "coalesce($3::text::text ilike $4::text, false)", ["v", "a%"]],
    [filter("is", ["null"]), "coalesce($3::text is null, false)", ["v"]],
    [filter("is", ["true"]), "coalesce($3::text::boolean is true, false)", ["v"]],
  ])("%j", (value, sql, parameters) => {
    expect(filterCondition(value, "v", "int4", 3)).toEqual({ sql, parameters });
  });
});
