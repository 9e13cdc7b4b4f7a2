import { createPublicKey, type KeyObject, sign } from "node:crypto";

const sha256WithRsa = der(0x30, der(0x06, Buffer.from("2a864886f70d01010b", "hex")), der(0x05));
const commonName = Buffer.from("550403", "hex");

/**
 * A self-signed X.509 certificate around the key, base64 of its DER: SAML uses it as nothing but the key's envelope. The same key
 * and name give the same bytes each time, so identity providers that keep it need not be told again.
 */
export function certificateOf(privateKey: KeyObject, name: string): string {
  const subject = der(0x30, der(0x31, der(0x30, der(0x06, commonName), der(0x0c, Buffer.from(name)))));
  const validity = der(0x30, der(0x17, Buffer.from("700101000000Z")), der(0x18, Buffer.from("21691231235959Z")));
  const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const body = der(0x30, der(0x02, Buffer.from([1])), sha256WithRsa, subject, validity, subject, spki);
  const signature = sign("sha256", body, privateKey);
  return der(0x30, body, sha256WithRsa, der(0x03, Buffer.from([0]), signature)).toString("base64");
}

/** The certificate in the form programs read. */
export function pemOf(certificate: string): string {
  const lines = certificate.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length.toString(16);
  const bytes = Buffer.from(size.length % 2 === 0 ? size : `0${size}`, "hex");
  const length = content.length < 0x80 ? bytes : Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}
