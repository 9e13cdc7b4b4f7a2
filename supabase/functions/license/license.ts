import { z } from "zod";
import { verifyLicense } from "../_shared/domain/license.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { createHandler } from "../_shared/edge/handler.ts";
import { readAction } from "../_shared/edge/request.ts";

const Input = z.discriminatedUnion("action", [
  z.object({ action: z.literal("install"), input: z.object({ license_key: z.string().min(1).max(4000) }) }),
  z.object({ action: z.literal("verify") }),
]);

/** The database, as this function needs it. */
export interface LicenseDatabase {
  /** Id of the caller, who has to be a master administrator. @throws AppError `unauthorized`, `forbidden` */
  requireAdmin(request: Request): Promise<string>;
  /** @throws AppError `invalid_input` for a license that has run out */
  install(licenseKey: string, installedBy: string): Promise<void>;
  installed(): Promise<string | null>;
  note(licenseKey: string, isGenuine: boolean): Promise<void>;
}

export interface LicenseOptions {
  readonly database: LicenseDatabase;
  /** The vendor's, 32 bytes as base64url; undefined where none was set. */
  readonly publicKey: string | undefined;
  /** Refuses whoever does not hold a secret key. */
  readonly authorize: (request: Request) => void;
  readonly log: (line: string) => void;
}

/**
 * `POST /license/install` stores a key for a master administrator, once its signature has been verified; `POST /license/verify`
 * (for the database, every day) verifies the stored one again, so that a row changed by hand is noticed.
 */
export function createLicense({ database, publicKey, authorize, log }: LicenseOptions) {
  return createHandler({
    methods: ["POST"],
    maxBodyBytes: 8000,
    input: Input,
    read: readAction,
    handle: async (call, request) => {
      if (call.action === "verify") {
        authorize(request);
        const installed = await database.installed();
        if (installed === null || publicKey === undefined) return { verified: false };
        const isGenuine = (await verifyLicense(installed, publicKey)) !== undefined;
        await database.note(installed, isGenuine);
        return { verified: true, is_genuine: isGenuine };
      }
      const admin = await database.requireAdmin(request);
      if (publicKey === undefined) {
        throw new AppError(
          "not_configured",
          409,
          "LICENSE_PUBLIC_KEY is not set: there is nothing to verify a license with.",
        );
      }
      const licenseKey = call.input.license_key.trim();
      const license = await verifyLicense(licenseKey, publicKey);
      if (license === undefined) {
        throw new AppError("invalid_license", 422, "This license is not genuine, or a part of it is missing.", {
          field: "license_key",
        });
      }
      await database.install(licenseKey, admin);
      return license;
    },
    log,
  });
}
