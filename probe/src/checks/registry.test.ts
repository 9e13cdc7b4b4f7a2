import { readdirSync } from "node:fs";
import { Constants } from "@heliograph/shared/db/database.types.ts";
import { expect, it } from "vitest";
import { availableKinds, checkerOf } from "./registry.ts";
import { context } from "./test-support.ts";

it("every kind of the database has a file and a line here, a schema and a page in the docs", () => {
  const kinds = [...Constants.public.Enums.check_kind].sort();
  const probed = kinds.filter((kind) => kind !== "heartbeat");
  const files = new Set(readdirSync(import.meta.dirname));
  expect(probed.filter((kind) => !files.has(`${kind}.ts`))).toEqual([]);
  expect(probed.filter((kind) => checkerOf(kind) === null)).toEqual([]);
  const pages = readdirSync(`${import.meta.dirname}/../../../docs/check-kinds`).map((name) =>
    name.replace(/\.md$/, ""),
  );
  expect(pages.sort()).toEqual(kinds);
});

it("every kind but ping, which needs a program, is there on any machine", () => {
  expect(availableKinds("")).toEqual(["http", "tcp", "dns", "tls"]);
});

it("a configuration that does not fit is an outcome, not an exception", async () => {
  expect(await checkerOf("http")?.({ url: "ftp://x" }, context())).toMatchObject({
    up: false,
    reason: "invalid_configuration",
  });
});
