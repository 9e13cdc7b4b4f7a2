import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { StackKeys } from "../../keys.ts";

const algorithm = "aes-256-gcm";

/** Keeps secrets of identity providers unreadable in the database and its backups; the key follows from the stack's own. */
export class ProviderSecrets {
  readonly #key: Buffer;

  constructor({ jwtSecret }: Pick<StackKeys, "jwtSecret">) {
    this.#key = Buffer.from(hkdfSync("sha256", jwtSecret, "", "secrets of identity providers", 32));
  }

  /** @param owner id of the row the secret belongs to: in another row it cannot be read */
  seal(secret: string, owner: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv(algorithm, this.#key, nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
    return [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url")).join(".");
  }

  /** @throws an error when the text was sealed with another key or for another row */
  open(text: string, owner: string): string {
    const [nonce = "", tag = "", sealed = ""] = text.split(".");
    const decipher = createDecipheriv(algorithm, this.#key, Buffer.from(nonce, "base64url"), { authTagLength: 16 })
      .setAAD(Buffer.from(owner))
      .setAuthTag(Buffer.from(tag, "base64url"));
    return Buffer.concat([decipher.update(Buffer.from(sealed, "base64url")), decipher.final()]).toString("utf8");
  }
}
