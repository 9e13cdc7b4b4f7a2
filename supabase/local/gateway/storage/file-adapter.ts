import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { App } from "@supabase/lite";
import { z } from "zod";

type StorageAdapter = NonNullable<App["_storageAdapter"]>;

const Sidecar = z.object({ mimetype: z.string(), cacheControl: z.string(), eTag: z.string() });

/**
 * Objects as files: `<root>/<bucket>/<2 hex digits>/<sha-256 of the key>`, media type and cache control beside them.
 * Hashed names keep any key away from the file system's own rules (case, length, `..`).
 */
export function fileAdapter(root: string): StorageAdapter {
  const pathOf = (bucket: string, key: string): string => {
    const hash = createHash("sha256").update(key).digest("hex");
    return join(root, encodeURIComponent(bucket), hash.slice(0, 2), hash);
  };
  const head = async (bucket: string, key: string) => {
    const path = pathOf(bucket, key);
    const [file, sidecar] = await Promise.all([stat(path), readFile(`${path}.json`, "utf8")]);
    const { mimetype, cacheControl, eTag } = Sidecar.parse(JSON.parse(sidecar));
    return {
      cacheControl,
      contentLength: file.size,
      size: file.size,
      mimetype,
      lastModified: file.mtime,
      eTag,
      httpStatusCode: 200,
    };
  };
  const remove = async (bucket: string, key: string) => {
    const path = pathOf(bucket, key);
    await Promise.all([rm(path, { force: true }), rm(`${path}.json`, { force: true })]);
  };
  return {
    driver: undefined,
    headObject: head,
    deleteObject: remove,
    async getObject(bucket, key) {
      const metadata = await head(bucket, key);
      // A small body is read at once: a stream would cost more than it saves.
      const path = pathOf(bucket, key);
      const body = metadata.size <= 256 * 1024 ? await readFile(path) : Readable.toWeb(createReadStream(path));
      return { metadata, httpStatusCode: 200, body };
    },
    async uploadObject(bucket, key, _version, body, mimetype, cacheControl) {
      const path = pathOf(bucket, key);
      const temporary = `${path}.${crypto.randomUUID()}`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const hash = createHash("md5");
      const source = body instanceof Uint8Array ? Readable.from([body]) : Readable.from(chunksOf(body));
      try {
        await pipeline(
          source,
          async function* (chunks) {
            for await (const chunk of chunks) {
              hash.update(chunk);
              yield chunk;
            }
          },
          createWriteStream(temporary),
        );
        const sidecar = { mimetype, cacheControl, eTag: `"${hash.digest("hex")}"` };
        await writeFile(`${path}.json`, JSON.stringify(sidecar));
        // Readers see the old object or the new one, never half of it.
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      return head(bucket, key);
    },
    async deleteObjects(bucket, keys) {
      await Promise.all(keys.map((key) => remove(bucket, key)));
    },
    async copyObject(sourceBucket, source, _version, targetBucket, target) {
      const [from, to] = [pathOf(sourceBucket, source), pathOf(targetBucket, target)];
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      await copyFile(`${from}.json`, `${to}.json`);
      await copyFile(from, to);
      const { eTag, lastModified } = await head(targetBucket, target);
      return { httpStatusCode: 200, eTag, lastModified };
    },
    async privateAssetUrl(bucket, key) {
      return new URL(`file://${pathOf(bucket, key)}`).href;
    },
  };
}

type UploadBody = Exclude<Parameters<StorageAdapter["uploadObject"]>[3], Uint8Array>;

/** Web streams of Node's types and of the DOM's are one class with two declarations; a reader has the same face in both. */
async function* chunksOf(body: UploadBody): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}
