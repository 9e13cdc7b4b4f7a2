import { z } from "zod";

/** What a license says. Signed as it is written: `hgl1.<payload>.<signature>`, both base64url, the payload JSON. */
export const License = z.object({
  id: z.string().min(1).max(100),
  /** Who it was issued to. */
  subject: z.string().min(1).max(200),
  /** Accounts that an instance may have. */
  seats: z.number().int().min(1).max(1_000_000),
  features: z.array(z.string().min(1).max(50)).max(50),
  issued_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});
export type License = z.infer<typeof License>;

const prefix = "hgl1";

/** Signs a license with a private key (PKCS #8, base64url). Ed25519, RFC 8032. */
export async function signLicense(license: License, privateKey: string): Promise<string> {
  const payload = encode(new TextEncoder().encode(JSON.stringify(License.parse(license))));
  const key = await crypto.subtle.importKey("pkcs8", decode(privateKey), "Ed25519", false, ["sign"]);
  const signature = await crypto.subtle.sign("Ed25519", key, new TextEncoder().encode(`${prefix}.${payload}`));
  return `${prefix}.${payload}.${encode(new Uint8Array(signature))}`;
}

/**
 * What a license key says, if its signature is that of the public key (32 bytes, base64url); undefined for anything else.
 * Whether it has run out is not asked here: the database asks that each time it counts.
 */
export async function verifyLicense(text: string, publicKey: string): Promise<License | undefined> {
  const [head, payload, signature, ...rest] = text.trim().split(".");
  if (head !== prefix || payload === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    const key = await crypto.subtle.importKey("raw", decode(publicKey), "Ed25519", false, ["verify"]);
    const signed = new TextEncoder().encode(`${prefix}.${payload}`);
    if (!(await crypto.subtle.verify("Ed25519", key, decode(signature), signed))) return undefined;
    return License.safeParse(JSON.parse(new TextDecoder().decode(decode(payload)))).data;
  } catch {
    return undefined;
  }
}

/** A pair of keys, both base64url: the private one (PKCS #8) for the vendor, the public one (32 bytes) for instances. */
export async function generateLicenseKeys(): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.exportKey("pkcs8", pair.privateKey),
    crypto.subtle.exportKey("raw", pair.publicKey),
  ]);
  return { privateKey: encode(new Uint8Array(privateKey)), publicKey: encode(new Uint8Array(publicKey)) };
}

function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
