import { createPrivateKey, generateKeyPair } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { certificateOf } from "./certificate.ts";

/** What this side of SAML signs with. */
export interface SamlKey {
  /** PEM. */
  readonly privateKey: string;
  /** Base64 of DER. */
  readonly certificate: string;
}

/** This side of SAML: what identity providers have to know of it. */
export interface ServiceProvider {
  readonly entityId: string;
  /** Where identity providers send browsers back to. */
  readonly acsUrl: string;
  /** Whether metadata may be fetched from addresses outside the public internet. */
  readonly mayReachPrivate: boolean;
  /** When the metadata of a provider was last asked for (ms). */
  readonly refreshedAt: Map<string, number>;
  key(): Promise<SamlKey>;
}

/** @param issuer where the auth API is reached */
export function serviceProviderOf(issuer: string, dataDirectory: string, mayReachPrivate: boolean): ServiceProvider {
  const base = `${issuer}/sso/saml`;
  let key: Promise<SamlKey> | undefined;
  return {
    entityId: `${base}/metadata`,
    acsUrl: `${base}/acs`,
    mayReachPrivate,
    refreshedAt: new Map(),
    // Most stacks never speak SAML: the key is made when it is needed first.
    key: () => {
      key ??= loadSamlKey(dataDirectory, new URL(issuer).hostname);
      key.catch(() => {
        key = undefined;
      });
      return key;
    },
  };
}

/** Reads the key from `<data directory>/saml.key.pem`, making it at the first call. The file is readable by its owner alone. */
async function loadSamlKey(dataDirectory: string, host: string): Promise<SamlKey> {
  const path = join(dataDirectory, "saml.key.pem");
  const privateKey = await readFile(path, "utf8").catch(() => makeKey(dataDirectory, path));
  const name = `SAML 2.0 Certificate for ${host}`;
  return { privateKey, certificate: certificateOf(createPrivateKey(privateKey), name) };
}

async function makeKey(dataDirectory: string, path: string): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  await mkdir(dataDirectory, { recursive: true });
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, pem, { mode: 0o600 });
  await rename(temporary, path);
  return pem;
}
