import { expect, test } from "vitest";
import { withRequestId } from "./request-id.ts";

function answering(status: number, body: string, headers: Record<string, string>): typeof fetch {
  return async () => new Response(body, { status, headers: { "content-type": "application/json", ...headers } });
}

test("a failed request's id lands in its body", async () => {
  const request = withRequestId(answering(400, '{"code":"HG410"}', { "sb-request-id": "r-1" }));
  const response = await request("http://x");
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ code: "HG410", request_id: "r-1" });
});

test.each([
  ["an answer that went well", 200, "[1]", { "x-request-id": "r-1" }],
  ["an answer without id", 400, '{"code":"x"}', {}],
  ["a body that is no object", 400, "[1]", { "x-request-id": "r-1" }],
  ["a body that is no JSON", 502, "bad gateway", { "x-request-id": "r-1", "content-type": "text/plain" }],
])("%s is handed on as it is", async (_name, status, body, headers) => {
  const response = await withRequestId(answering(status, body, headers))("http://x");
  expect(await response.text()).toBe(body);
});
