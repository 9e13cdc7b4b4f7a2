import { beforeEach, describe, expect, it } from "vitest";
import { generateLicenseKeys, signLicense } from "../_shared/domain/license.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { createLicense, type LicenseDatabase } from "./license.ts";

const keys = await generateLicenseKeys();
const signed = await signLicense(
  {
    id: "1",
    subject: "Northwind",
    seats: 50,
    features: [],
    issued_at: "2026-01-01T00:00:00Z",
    expires_at: "2027-01-01T00:00:00Z",
  },
  keys.privateKey,
);
let stored: string | null = null;
let notes: boolean[] = [];

const database: LicenseDatabase = {
  requireAdmin: async () => "admin-1",
  install: async (key) => {
    stored = key;
  },
  installed: async () => stored,
  note: async (_, isGenuine) => void notes.push(isGenuine),
};

beforeEach(() => {
  stored = null;
  notes = [];
});

async function post(
  action: string,
  body: object = {},
  options: { publicKey?: string | undefined; database?: Partial<LicenseDatabase> } = {},
) {
  const handle = createLicense({
    database: { ...database, ...options.database },
    publicKey: "publicKey" in options ? options.publicKey : keys.publicKey,
    authorize: ({ headers }) => {
      if (headers.get("apikey") !== "secret") throw new AppError("unauthorized", 401, "No.");
    },
    log: () => {},
  });
  const response = await handle(
    new Request(`https://x.example/functions/v1/license/${action}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(action === "verify" && { apikey: "secret" }) },
      body: JSON.stringify(body),
    }),
  );
  return { status: response.status, body: await response.json() };
}

describe("installing", () => {
  it("stores what is genuine", async () => {
    expect(await post("install", { license_key: ` ${signed}\n` })).toMatchObject({ status: 200, body: { seats: 50 } });
    expect(stored).toBe(signed);
  });

  it("refuses what was tampered with, and stores nothing", async () => {
    expect(await post("install", { license_key: signed.replace(/.$/, "") })).toMatchObject({
      status: 422,
      body: { error: { code: "invalid_license", field: "license_key" } },
    });
    expect(stored).toBeNull();
  });

  it("is for master administrators, and needs the vendor's key", async () => {
    const requireAdmin = async () => {
      throw new AppError("forbidden", 403, "No.");
    };
    expect(await post("install", { license_key: signed }, { database: { requireAdmin } })).toMatchObject({
      status: 403,
    });
    expect(await post("install", { license_key: signed }, { publicKey: undefined })).toMatchObject({
      status: 409,
      body: { error: { code: "not_configured" } },
    });
  });
});

describe("verifying again", () => {
  it("notes a row that was changed by hand", async () => {
    await post("install", { license_key: signed });
    await post("verify");
    stored = signed.replace("hgl1.e", "hgl1.f");
    await post("verify");
    expect(notes).toEqual([true, false]);
  });

  it("does nothing where there is no license", async () => {
    expect(await post("verify")).toEqual({ status: 200, body: { verified: false } });
  });
});
