import { describe, expect, test } from "vitest";
import { providerFetch, requirePublicHost } from "./provider-fetch.ts";

describe("addresses of identity providers", () => {
  test.each([
    ["http://accounts.example.com", "URL must use HTTPS"],
    ["https://localhost/realms/one", "URL cannot point to localhost or loopback addresses"],
    ["https://idp.localhost.", "URL cannot point to localhost or loopback addresses"],
    ["https://127.0.0.1", "URL cannot resolve to private network addresses"],
    ["https://2130706433", "URL cannot resolve to private network addresses"],
    ["https://10.1.2.3:8443", "URL cannot resolve to private network addresses"],
    ["https://169.254.169.254/latest", "URL cannot resolve to private network addresses"],
    ["https://[::1]", "URL cannot resolve to private network addresses"],
    ["https://[::ffff:192.168.1.1]", "URL cannot resolve to private network addresses"],
  ])("%s is refused", async (address, message) => {
    await expect(requirePublicHost(new URL(address))).rejects.toThrow(message);
    const options = { method: "GET", headers: {}, body: null, redirect: "manual" } as const;
    await expect(providerFetch(false)(address, options)).rejects.toThrow(message);
  });

  test("one of the public internet is not", async () => {
    await expect(requirePublicHost(new URL("https://192.0.66.1"))).resolves.toBeUndefined();
  });
});
