import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { client, database, environment, publishableKey, secretKey, signedInUser, unique, url } from "./support.ts";

const service = client(secretKey);
const [closed, open] = [unique("closed"), unique("open")];

beforeAll(async () => {
  expect(
    (
      await service.storage.createBucket(closed, {
        public: false,
        fileSizeLimit: 1024 * 1024,
        allowedMimeTypes: ["text/plain", "image/png"],
      })
    ).error,
  ).toBeNull();
  expect((await service.storage.createBucket(open, { public: true })).error).toBeNull();
});

afterAll(async () => {
  for (const bucket of [closed, open]) {
    await service.storage.emptyBucket(bucket);
    await service.storage.deleteBucket(bucket);
  }
});

describe("buckets", () => {
  test("get, list, update; nothing for anonymous callers", async () => {
    expect((await service.storage.getBucket(closed)).data).toMatchObject({ id: closed, name: closed, public: false });
    expect((await service.storage.listBuckets()).data?.map((bucket) => bucket.name)).toEqual(
      expect.arrayContaining([closed, open]),
    );
    expect(
      (await service.storage.updateBucket(closed, { public: false, fileSizeLimit: 2 * 1024 * 1024 })).error,
    ).toBeNull();
    expect((await client().storage.listBuckets()).data).toEqual([]);
    expect((await client().storage.createBucket(unique("no"))).error).not.toBeNull();
  });
});

describe("objects", () => {
  const bucket = service.storage.from(closed);

  test("upload, download, replace, info, exists, remove", async () => {
    const path = "folder/äöü file.txt";
    const uploaded = await bucket.upload(path, new Blob(["first"], { type: "text/plain" }), { cacheControl: "77" });
    expect(uploaded.error).toBeNull();
    expect(uploaded.data).toMatchObject({ path, fullPath: `${closed}/${path}`, id: expect.any(String) });
    expect(await (await bucket.download(path)).data?.text()).toBe("first");
    expect((await bucket.upload(path, "again", { contentType: "text/plain" })).error).not.toBeNull();
    expect((await bucket.upload(path, "again", { contentType: "text/plain", upsert: true })).error).toBeNull();
    expect(await (await bucket.download(path)).data?.text()).toBe("again");
    expect((await bucket.info(path)).data).toMatchObject({ size: 5 });
    expect((await bucket.exists(path)).data).toBe(true);
    const removed = await bucket.remove([path]);
    expect(removed.data).toHaveLength(1);
    expect((await bucket.exists(path)).data).toBe(false);
  });

  test("bodies of every kind arrive byte by byte", async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    for (const [name, body] of Object.entries({
      buffer: Buffer.from(bytes),
      array: bytes.buffer,
      blob: new Blob([bytes], { type: "image/png" }),
    })) {
      expect((await bucket.upload(`${name}.png`, body, { contentType: "image/png" })).error).toBeNull();
      const { data } = await bucket.download(`${name}.png`);
      expect(Buffer.compare(Buffer.from((await data?.arrayBuffer()) ?? new ArrayBuffer(0)), Buffer.from(bytes))).toBe(
        0,
      );
      expect(data?.type).toBe("image/png");
    }
    const large = Buffer.alloc(900_000, 7);
    expect((await bucket.upload("large.png", large, { contentType: "image/png" })).error).toBeNull();
    expect((await bucket.download("large.png")).data?.size).toBe(900_000);
  });

  test("cache control and media type are kept", async () => {
    const store = service.storage.from(open);
    expect(
      (await store.upload("logo.png", new Blob(["png"], { type: "image/png" }), { cacheControl: "31536000" })).error,
    ).toBeNull();
    const response = await fetch(store.getPublicUrl("logo.png").data.publicUrl);
    expect(response.status).toBe(200);
    expect([response.headers.get("content-type"), response.headers.get("cache-control")]).toEqual([
      "image/png",
      expect.stringContaining("max-age=31536000"),
    ]);
    expect(await response.text()).toBe("png");
    const attachment = await fetch(store.getPublicUrl("logo.png", { download: "name.png" }).data.publicUrl);
    expect(attachment.headers.get("content-disposition")).toContain("name.png");
  });

  test("list shows one level: folders, then bare names", async () => {
    const store = service.storage.from(open);
    for (const path of ["tree/a.txt", "tree/b.txt", "tree/deep/c.txt", "tree/deep/d/e.txt"])
      await store.upload(path, "x", { contentType: "text/plain" });
    const level = await store.list("tree");
    expect(level.data?.map(({ name, id }) => [name, id === null])).toEqual([
      ["deep", true],
      ["a.txt", false],
      ["b.txt", false],
    ]);
    expect(level.data?.find(({ name }) => name === "a.txt")?.metadata).toMatchObject({
      size: 1,
      mimetype: "text/plain",
    });
    expect((await store.list("tree/deep", { limit: 1, offset: 1 })).data?.map(({ name }) => name)).toEqual(["c.txt"]);
    expect((await store.list("tree", { search: "b.t" })).data?.map(({ name }) => name)).toEqual(["b.txt"]);
    const sorted = await store.list("tree", { sortBy: { column: "name", order: "desc" } });
    expect(sorted.data?.map(({ name }) => name)).toEqual(["deep", "b.txt", "a.txt"]);
  });

  test("signed links for reading and writing", async () => {
    await bucket.upload("signed.txt", "secret", { contentType: "text/plain", upsert: true });
    const one = await bucket.createSignedUrl("signed.txt", 60);
    expect(one.error).toBeNull();
    expect(await (await fetch(one.data?.signedUrl ?? "")).text()).toBe("secret");
    const many = await bucket.createSignedUrls(["signed.txt", "missing.txt"], 60);
    expect(many.data?.map(({ signedUrl, error }) => [signedUrl === null, error === null])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect((await fetch(`${one.data?.signedUrl}x`)).ok).toBe(false);
    const upload = await bucket.createSignedUploadUrl("from-outside.txt");
    expect(upload.error).toBeNull();
    const sent = await client()
      .storage.from(closed)
      .uploadToSignedUrl("from-outside.txt", upload.data?.token ?? "", "sent", { contentType: "text/plain" });
    expect(sent.error).toBeNull();
    expect(await (await bucket.download("from-outside.txt")).data?.text()).toBe("sent");
  });

  test("move and copy", async () => {
    await bucket.upload("from.txt", "moved", { contentType: "text/plain", upsert: true });
    expect((await bucket.copy("from.txt", "copies/to.txt")).error).toBeNull();
    expect((await bucket.move("from.txt", "moved/there.txt")).error).toBeNull();
    expect(await (await bucket.download("copies/to.txt")).data?.text()).toBe("moved");
    expect(await (await bucket.download("moved/there.txt")).data?.text()).toBe("moved");
    expect((await bucket.download("from.txt")).error).not.toBeNull();
  });

  test("limits of the bucket", async () => {
    expect((await bucket.upload("page.html", "<p>", { contentType: "text/html" })).error).not.toBeNull();
    expect(
      (await bucket.upload("huge.txt", "x".repeat(3 * 1024 * 1024), { contentType: "text/plain" })).error,
    ).not.toBeNull();
  });
});

describe.skipIf(environment.databaseUrl === undefined || environment.kind === "hosted")(
  "policies (embedded stack only: writes a policy)",
  () => {
    const sql = database();
    const policy = unique("own_folder");

    afterAll(() => sql.end());

    test("decide what a user may read and write", async () => {
      const { supabase, user } = await signedInUser();
      const stranger = await signedInUser();
      const mine = `${user.id}/note.txt`;
      const asUser = supabase.storage.from(closed);
      const refused = await asUser.upload(mine, "x", { contentType: "text/plain" });
      expect(refused.error).toMatchObject({ message: expect.stringContaining("row-level security") });
      const admin = database(environment.adminDatabaseUrl);
      await admin.unsafe(`create policy ${policy} on storage.objects for all to authenticated
      using (bucket_id = '${closed}' and (storage.foldername(name))[1] = (select auth.uid()::text))`);
      try {
        expect((await asUser.upload(mine, "mine", { contentType: "text/plain" })).error).toBeNull();
        expect(await (await asUser.download(mine)).data?.text()).toBe("mine");
        expect((await asUser.list(user.id)).data?.map(({ name }) => name)).toEqual(["note.txt"]);
        const other = stranger.supabase.storage.from(closed);
        expect((await other.download(mine)).error).not.toBeNull();
        expect((await other.list(user.id)).data).toEqual([]);
        expect((await other.upload(`${user.id}/forged.txt`, "x", { contentType: "text/plain" })).error).not.toBeNull();
        expect((await other.remove([mine])).data).toEqual([]);
        expect((await client().storage.from(closed).download(mine)).error).not.toBeNull();
        const [row] = await admin`select owner_id from storage.objects where name = ${mine}`;
        expect(row).toEqual({ owner_id: user.id });
      } finally {
        await admin.unsafe(`drop policy ${policy} on storage.objects`);
        await admin.end();
      }
    });

    test("private objects have no public address", async () => {
      await service.storage.from(closed).upload("hidden.txt", "x", { contentType: "text/plain", upsert: true });
      expect((await fetch(`${url}/storage/v1/object/public/${closed}/hidden.txt`)).ok).toBe(false);
      expect(
        (await fetch(`${url}/storage/v1/object/${closed}/hidden.txt`, { headers: { apikey: publishableKey } })).ok,
      ).toBe(false);
    });
  },
);
