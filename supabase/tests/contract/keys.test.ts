import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { client, environment, publishableKey, secretKey, unique, url } from "./support.ts";

const { anonKey, serviceRoleKey, jwtSecret } = environment;
const rest = `${url}/rest/v1/${unique("none")}`;

/** PostgREST's answer to a relation that does not exist: the key was good. */
const accepted = 404;

describe("API keys", () => {
  test.each([
    ["new publishable key", { apikey: publishableKey }],
    ["new secret key", { apikey: secretKey }],
    ["new key as both", { apikey: secretKey, authorization: `Bearer ${secretKey}` }],
    ["new key as Bearer alone", { authorization: `Bearer ${publishableKey}` }],
    ["publishable key with secret Bearer", { apikey: publishableKey, authorization: `Bearer ${secretKey}` }],
  ])("%s", async (_name, headers) => {
    expect((await fetch(rest, { headers })).status).toBe(accepted);
  });

  test("in the query", async () => {
    expect((await fetch(`${rest}?apikey=${publishableKey}`)).status).toBe(accepted);
  });

  test.skipIf(anonKey === undefined || serviceRoleKey === undefined)(
    "legacy keys in every place (needs legacy keys)",
    async () => {
      for (const key of [anonKey ?? "", serviceRoleKey ?? ""]) {
        for (const headers of [
          { apikey: key },
          { authorization: `Bearer ${key}` },
          { apikey: key, authorization: `Bearer ${key}` },
        ]) {
          expect((await fetch(rest, { headers })).status).toBe(accepted);
        }
      }
      expect((await client(serviceRoleKey).auth.admin.listUsers()).error).toBeNull();
      expect((await client(anonKey).auth.admin.listUsers()).error?.status).toBe(403);
    },
  );

  test.each([
    ["none", {}],
    ["a wrong new key", { apikey: "sb_secret_0000000000000000000000_00000000" }],
    ["a key signed by somebody else", { apikey: "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.AAAA" }],
    [
      "unsigned claims as token",
      { apikey: publishableKey, authorization: "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoic2VydmljZV9yb2xlIn0." },
    ],
  ])("refused: %s", async (_name, headers: Record<string, string>) => {
    expect((await fetch(rest, { headers })).status).toBe(401);
    expect((await fetch(`${url}/auth/v1/user`, { headers })).ok).toBe(false);
  });

  test("a secret key from a browser is refused", async () => {
    const response = await fetch(rest, {
      headers: { apikey: secretKey, "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ message: "Forbidden use of secret API key in browser" });
  });

  test.skipIf(jwtSecret === undefined)(
    "tokens minted with the JWT secret count until they expire (needs the secret)",
    async () => {
      const mint = (expires: string) =>
        new SignJWT({ role: "authenticated", sub: crypto.randomUUID() })
          .setProtectedHeader({ alg: "HS256" })
          .setExpirationTime(expires)
          .sign(new TextEncoder().encode(jwtSecret));
      const ask = async (token: string) =>
        fetch(rest, { headers: { apikey: publishableKey, authorization: `Bearer ${token}` } });
      expect((await ask(await mint("1h"))).status).toBe(accepted);
      const expired = await ask(await mint("-1s"));
      expect(expired.status).toBe(401);
      expect(await expired.json()).toMatchObject({ message: "JWT expired" });
    },
  );
});

describe("CORS", () => {
  test.each([
    "/rest/v1/things",
    "/auth/v1/token?grant_type=password",
    "/auth/v1/admin/users",
    "/storage/v1/object/bucket/file",
    "/storage/v1/bucket",
  ])("preflight for %s allows any origin and every header a client sends", async (path) => {
    const response = await fetch(`${url}${path}`, {
      method: "OPTIONS",
      headers: {
        origin: "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers":
          "apikey,authorization,content-type,x-client-info,x-supabase-api-version,x-upsert,prefer",
      },
    });
    expect(response.ok).toBe(true);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const allowed = response.headers.get("access-control-allow-headers")?.toLowerCase() ?? "";
    for (const header of ["apikey", "authorization", "content-type", "x-client-info", "x-supabase-api-version"])
      expect(allowed).toContain(header);
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
  });

  test.each(["/rest/v1/things", "/auth/v1/user", "/auth/v1/settings", "/storage/v1/bucket"])(
    "answers of %s name the origin, errors too",
    async (path) => {
      for (const headers of [
        { origin: "https://app.example", apikey: publishableKey },
        { origin: "https://app.example" },
      ]) {
        const response = await fetch(`${url}${path}`, { headers: new Headers(Object.entries(headers)) });
        expect(response.headers.get("access-control-allow-origin")).toBe("*");
      }
    },
  );
});
