import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { importJWK, jwtVerify } from "jose";
import { type Received, type Receiver, type Reply, startReceiver } from "./receiver.ts";

/** A browser's side of push: its keys, as a page sends them, and what it reads. */
export interface PushBrowser {
  readonly keys: { readonly p256dh: string; readonly auth: string };
  /** Decrypts a message (RFC 8291, content encoding aes128gcm). */
  read(body: Buffer): string;
}

/** What arrived at the push service, its sender proven (RFC 8292). */
export interface Pushed {
  readonly request: Received;
  /** `sub` of the sender's token. */
  readonly subject: string;
  readonly text: string;
}

/** A browser that has subscribed. */
export function createPushBrowser(): PushBrowser {
  const pair = createECDH("prime256v1");
  const publicKey = pair.generateKeys();
  const auth = randomBytes(16);
  return {
    keys: { p256dh: publicKey.toString("base64url"), auth: auth.toString("base64url") },
    read(body) {
      const salt = body.subarray(0, 16);
      const senderKey = body.subarray(21, 21 + (body[20] ?? 0));
      const sealed = body.subarray(21 + senderKey.length);
      const info = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, senderKey]);
      const secret = hkdfSync("sha256", pair.computeSecret(senderKey), auth, info, 32);
      const derive = (name: string, size: number) =>
        Buffer.from(hkdfSync("sha256", Buffer.from(secret), salt, Buffer.from(`Content-Encoding: ${name}\0`), size));
      const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
      decipher.setAuthTag(sealed.subarray(-16));
      const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      // The last record ends in 2, and zeros after it.
      return padded.subarray(0, padded.lastIndexOf(2)).toString("utf8");
    },
  };
}

/**
 * A push service on a local port, for one browser: checks the sender's token (RFC 8292) and keeps the decrypted messages.
 * @param reply answers instead of "201 Created"
 */
export async function startPushService(
  browser: PushBrowser,
  reply: () => Reply = () => ({ status: 201 }),
): Promise<Receiver & { readonly pushed: readonly Pushed[] }> {
  const pushed: Pushed[] = [];
  const receiver = await startReceiver(async (request) => {
    const [, token = "", key = ""] = /^vapid t=([^,]+), ?k=(.+)$/.exec(request.headers.authorization ?? "") ?? [];
    const point = Buffer.from(key, "base64url");
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
    const verified = await jwtVerify(
      token,
      await importJWK({ kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, "ES256"),
      {
        audience: `http://${request.headers.host}`,
      },
    ).catch(() => undefined);
    if (verified === undefined) return { status: 403 };
    pushed.push({ request, subject: verified.payload.sub ?? "", text: browser.read(request.bytes) });
    return reply();
  });
  return { ...receiver, pushed };
}
