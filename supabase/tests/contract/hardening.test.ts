import { request } from "node:http";
import { createClient } from "@supabase/supabase-js";
import { describe, expect, test } from "vitest";
import { client, environment, publishableKey, signedInUser, unique, url } from "./support.ts";

const headers = { apikey: publishableKey, "content-type": "application/json" };

async function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Sends so many MiB of a body without saying how many will come, then waits: who reads to the end never answers. */
function beginBody(path: string, contentType: string, mebibytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sending = request(
      `${url}${path}`,
      { method: "POST", headers: { ...headers, "content-type": contentType } },
      (response) => {
        resolve(response.statusCode);
        sending.destroy();
      },
    );
    sending.on("error", reject);
    const chunk = Buffer.alloc(1024 * 1024);
    const write = (left: number) => {
      if (left > 0 && !sending.destroyed) sending.write(chunk, () => write(left - 1));
    };
    write(mebibytes);
  });
}

describe("links of the auth API lead nowhere else", () => {
  test.each([
    "https://evil.example/",
    `${url.replace("://", "://x@")}/`,
    "http://evil.example\\@127.0.0.1/",
    `evil://${new URL(url).host}/`,
    `javascript://${new URL(url).host}/%0aalert(1)`,
  ])("%s", async (target) => {
    const link = `${url}/auth/v1/verify?type=signup&token=wrong&redirect_to=${encodeURIComponent(target)}`;
    const response = await fetch(link, { redirect: "manual" });
    const location = new URL(response.headers.get("location") ?? "");
    expect(location.origin).toBe(new URL(url).origin);
    expect(location.pathname).toBe("/");
  });
});

describe("the auth API refuses what it cannot read", () => {
  test("an escaped path does not go past the limits", async () => {
    expect((await post("/auth/v1/%74oken?grant_type=password", {})).status).toBe(404);
  });

  test.each([
    ["a field of another type", { code_challenge: 1 }],
    ["a PKCE method nobody knows", { code_challenge: "x", code_challenge_method: "none" }],
    ["a NUL", { data: { full_name: "\0" } }],
    ["an address of any length", { email: `${"x".repeat(300)}@example.com` }],
  ])("%s", async (_, fields) => {
    const account = { email: `${unique("user")}@example.com`, password: "long-enough-password" };
    expect((await post("/auth/v1/signup", { ...account, ...fields })).status).toBe(400);
  });

  test("a known address is not told by a field of another type", async () => {
    const { user } = await signedInUser();
    const body = { email: user.email, password: "long-enough-password", data: 1 };
    expect(await (await post("/auth/v1/signup", body)).text()).not.toContain("registered");
  });
});

describe("bodies without end are cut off", () => {
  test.each([
    ["/rest/v1/rpc/any", "application/json", 17],
    ["/auth/v1/signup", "application/json", 1],
    ["/storage/v1/object/any/file", "multipart/form-data; boundary=x", 51],
  ])("%s", async (path, contentType, mebibytes) => {
    expect(await beginBody(path, contentType, mebibytes)).toBe(413);
  });
});

describe("storage", () => {
  test("escapes that mean nothing are the caller's fault", async () => {
    for (const path of ["object/public/any/%zz", "object/public/any/a%00b"])
      expect((await fetch(`${url}/storage/v1/${path}`)).status).toBe(400);
  });

  test("an object is never a page of this origin", async () => {
    const admin = createClient(url, environment.secretKey, { auth: { persistSession: false } });
    const bucket = unique("bucket");
    await admin.storage.createBucket(bucket, { public: true });
    await admin.storage.from(bucket).upload("page.html", "<script>1</script>", { contentType: "text/html" });
    const response = await fetch(client().storage.from(bucket).getPublicUrl("page.html").data.publicUrl);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

test("a NUL in an address does not reach the text of a statement", async () => {
  expect((await fetch(`${url}/rest/v1/any?select=id%00`, { headers })).status).toBe(400);
});

describe.skipIf(environment.mailUrl === undefined)("what needs no key is served to this machine's names only", () => {
  const statusUnder = (path: string, host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${url}${path}`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });

  test.each(["/mail", "/mail/api/v1/messages", "/metrics"])("%s", async (path) => {
    const { port } = new URL(url);
    for (const name of ["127.0.0.1", "localhost", "[::1]"])
      expect(await statusUnder(path, `${name}:${port}`)).toBe(200);
    for (const name of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"])
      expect(await statusUnder(path, `${name}:${port}`)).toBe(403);
  });
});
