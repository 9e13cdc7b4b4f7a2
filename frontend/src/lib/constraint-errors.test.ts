import { expect, test } from "vitest";
import { toFieldError } from "./constraint-errors.ts";

const violation = (name: string) => ({
  code: "23514",
  message: `new row for relation "monitors" violates check constraint "${name}"`,
  details: "Failing row contains (…).",
});

test("a check constraint names its field", () => {
  const error = toFieldError(violation("monitors_interval_range"), "monitors");
  expect(error.field).toBe("interval_range");
  expect(error.message).toContain("86,400");
});

test("a unique slug", () => {
  const raw = { code: "23505", message: 'duplicate key value violates unique constraint "status_pages_slug_key"' };
  expect(toFieldError(raw, "status_pages")).toMatchObject({ field: "slug_key", kind: "refused" });
});

test("an HG error keeps its own field; others stay as they are", () => {
  const refused = { code: "HG422", message: "One of the regions does not exist.", details: "region_ids" };
  expect(toFieldError(refused, "monitors").field).toBe("region_ids");
  expect(toFieldError(violation("components_name_length"), "monitors").field).toBeUndefined();
});
