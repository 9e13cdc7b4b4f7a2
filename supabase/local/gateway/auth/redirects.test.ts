import { expect, test } from "vitest";
import { isAllowedRedirect } from "./redirects.ts";

const site = "http://127.0.0.1:54321";
const patterns = ["https://app.example.com/*", "http://localhost:3000/**"];

test.each([
  "http://127.0.0.1:54321",
  "http://127.0.0.1:54321/auth/callback?next=/",
  "https://app.example.com/callback",
  "http://localhost:3000/a/b",
])("%s may be led to", (url) => {
  expect(isAllowedRedirect(url, site, patterns)).toBe(true);
});

test.each([
  "https://evil.example/x",
  "//evil.example",
  "/path",
  "http://127.0.0.1:54321@evil.example/",
  "http://127.0.0.1:54321.evil.example/",
  "http://evil.example\\@127.0.0.1:54321/",
  "http://evil.example/\t@127.0.0.1:54321/",
  "http://user@127.0.0.1:54321/",
  "http://127.0.0.1:54322/",
  "https://127.0.0.1:54321/",
  "javascript://127.0.0.1:54321/%0aalert(1)",
  "evil://127.0.0.1:54321/",
  "data:text/html,x",
  "https://app.example.com.evil.example/",
  "https://app.example.com/a/b",
])("%s may not", (url) => {
  expect(isAllowedRedirect(url, site, patterns)).toBe(false);
});
