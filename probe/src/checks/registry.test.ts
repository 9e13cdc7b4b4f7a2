import { readdirSync } from "node:fs";
import { Constants } from "@heliograph/shared/db/database.types.ts";
import { expect, it } from "vitest";
import { checkerOf } from "./registry.ts";

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

it("a configuration that does not fit is an outcome, not an exception", async () => {
  const context = {
    checkId: "1",
    signal: new AbortController().signal,
    timeoutMs: 1,
    observe: [],
    guard: null as never,
  };
  expect(await checkerOf("http")?.({ url: "ftp://x" }, context)).toMatchObject({
    up: false,
    reason: "invalid_configuration",
  });
});
