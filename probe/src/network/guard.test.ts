import { describe, expect, it } from "vitest";
import { ForbiddenAddressError, NetworkGuard } from "./guard.ts";

const nowhere = () => Promise.reject(new Error("not asked"));

describe("addresses", () => {
  const refused = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
    "198.18.0.1",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "::7f00:1",
    "4000::1",
    "fec0::1",
    "64:ff9b:1::a00:1",
    "0177.0.0.1",
    "fe80::1%lo",
    "not an address",
  ];
  for (const address of refused) {
    it(`${address} is refused for everybody who was not allowed it`, () => {
      expect(new NetworkGuard([], nowhere).allows(address)).toBe(false);
    });
  }
  for (const address of ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111"]) {
    it(`${address} is the public internet`, () => {
      expect(new NetworkGuard([], nowhere).allows(address)).toBe(true);
    });
  }

  it("an allowance opens its network and nothing beside it", () => {
    const guard = new NetworkGuard(["10.1.0.0/16", "fd00:1::/32"], nowhere);
    expect(guard.allows("10.1.2.3")).toBe(true);
    expect(guard.allows("::ffff:10.1.2.3")).toBe(true);
    expect(guard.allows("10.2.0.1")).toBe(false);
    expect(guard.allows("fd00:1::5")).toBe(true);
    expect(guard.allows("fd00:2::5")).toBe(false);
  });
});

describe("names", () => {
  it("a name that points at a private address is refused", async () => {
    const guard = new NetworkGuard([], async () => [{ address: "192.168.0.7", family: 4 }]);
    await expect(guard.addresses("innocent.example")).rejects.toBeInstanceOf(ForbiddenAddressError);
  });

  it("a name with one public and one private address is refused", async () => {
    const guard = new NetworkGuard([], async () => [
      { address: "93.184.216.34", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ]);
    await expect(guard.addresses("both.example")).rejects.toBeInstanceOf(ForbiddenAddressError);
  });

  it("a name is asked for once, and what was judged is what is returned (rebinding)", async () => {
    let asked = 0;
    const guard = new NetworkGuard([], async () => {
      asked += 1;
      return [{ address: asked === 1 ? "93.184.216.34" : "127.0.0.1", family: 4 }];
    });
    expect(await guard.addresses("rebind.example")).toEqual([{ address: "93.184.216.34", family: 4 }]);
    expect(asked).toBe(1);
  });

  it("a literal address needs no look-up, brackets or not", async () => {
    const guard = new NetworkGuard([], nowhere);
    expect(await guard.addresses("[2606:4700:4700::1111]")).toEqual([{ address: "2606:4700:4700::1111", family: 6 }]);
  });
});
