import { describe, expect, test } from "vitest";
import { PageForm, type PageValues, sectionWithError } from "./page-form.ts";

const values: PageValues = {
  title: "Northwind",
  slug: "northwind",
  description: "",
  time_zone: "Europe/Berlin",
  is_public: true,
  announcement: "",
  links: [],
  theme: "system",
  accent: "",
  accent_dark: "",
  logo_path: "",
  component_ids: [],
};

function wrongFields(changes: Partial<PageValues>): string[] {
  const issues = PageForm.safeParse({ ...values, ...changes }).error?.issues ?? [];
  return issues.map(({ path }) => path.join("."));
}

describe("what the editor refuses", () => {
  const cases: [name: string, changes: Partial<PageValues>, fields: string[]][] = [
    ["nothing of a good page", {}, []],
    ["an address with capitals", { slug: "North" }, ["slug"]],
    ["a zone that is none", { time_zone: "Europe/Atlantis" }, ["time_zone"]],
    ["a link without a scheme", { links: [{ label: "Home", url: "northwind.example" }] }, ["links.0.url"]],
    ["a colour that is none", { accent: "red" }, ["accent"]],
    ["an accent too faint by day", { accent: "#81d8dd" }, ["accent"]],
    ["an accent too faint by night", { accent_dark: "#005461" }, ["accent_dark"]],
    ["not: the product's own colours", { accent: "#005461", accent_dark: "#81D8DD" }, []],
  ];
  test.each(cases)("%s", (_, changes, fields) => expect(wrongFields(changes)).toEqual(fields));
});

test("the first section with an error", () => {
  expect(sectionWithError(["accent", "slug"])).toBe("general");
  expect(sectionWithError(["accent"])).toBe("theme");
  expect(sectionWithError([])).toBeNull();
});
