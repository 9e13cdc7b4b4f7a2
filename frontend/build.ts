import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build, type InlineConfig, type Manifest } from "vite";
import type { BuildInfo } from "./server/types.ts";

const root = import.meta.dirname;
const dist = join(root, "dist");
/** Built here and moved in whole, so that nobody ever sees half a build. */
const staging = join(root, "node_modules/.cache", `heliograph-build-${process.pid}`);
const client = join(staging, "client");
const publicEntry = "src/routes/public/main.tsx";
const dashboardEntry = "index.html";
const serverEntry = "src/routes/public/entry-server.tsx";
/** Libraries of every screen, each a file of its own: fetched side by side, and kept by browsers when only our code changes. */
const libraryChunks = [
  { name: "react", test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/ },
  { name: "supabase", test: /node_modules[\\/](?:@supabase|iceberg-js)[\\/]/ },
  { name: "tanstack", test: /node_modules[\\/]@tanstack[\\/]/ },
  { name: "zod", test: /node_modules[\\/]zod[\\/]/ },
];
const compressible = /\.(js|css|svg|html|json|webmanifest)$/;

/**
 * Builds the browser's files (`dist/client`, compressed beside each file: the public page's script, the dashboard's
 * `index.html`), the renderer (`dist/server`), the service worker and `dist/build.json`. Does nothing when no source changed since the last build.
 * @returns whether anything was built
 */
export async function buildFrontend(options: { force?: boolean } = {}): Promise<boolean> {
  const fingerprint = await sourceFingerprint();
  const stamp = join(dist, "fingerprint");
  const isCurrent = existsSync(stamp) && (await readFile(stamp, "utf8")) === fingerprint;
  if (isCurrent && options.force !== true) return false;
  await rm(staging, { recursive: true, force: true });
  const environment = process.env.NODE_ENV;
  // Vite heeds it over the mode: inside a test run it would put React's development build into the files.
  process.env.NODE_ENV = "production";
  try {
    await buildAll();
  } finally {
    if (environment === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = environment;
  }
  await writeFile(join(staging, "build.json"), JSON.stringify(await readBuildInfo()));
  await compressAll();
  await writeFile(join(staging, "fingerprint"), fingerprint);
  await rm(dist, { recursive: true, force: true });
  await rename(staging, dist);
  return true;
}

async function buildAll(): Promise<void> {
  const base: InlineConfig = { root, configFile: join(root, "vite.config.ts"), logLevel: "warn", mode: "production" };
  await build({
    ...base,
    build: { outDir: client, manifest: "manifest.json", rollupOptions: { input: join(root, publicEntry) } },
  });
  // A build of its own: chunks shared with the dashboard would make the public page heavier.
  await build({
    ...base,
    build: {
      outDir: client,
      emptyOutDir: false,
      rolldownOptions: { input: join(root, dashboardEntry), output: { codeSplitting: { groups: libraryChunks } } },
    },
  });
  await build({
    ...base,
    build: {
      outDir: client,
      emptyOutDir: false,
      copyPublicDir: false,
      rollupOptions: { input: join(root, "src/service-worker.ts"), output: { entryFileNames: "sw.js" } },
    },
  });
  await build({
    ...base,
    // One file without imports, so that it runs on edge platforms as well.
    ssr: { target: "webworker", noExternal: true },
    build: { ssr: join(root, serverEntry), outDir: join(staging, "server"), emptyOutDir: false, copyPublicDir: false },
  });
}

async function readBuildInfo(): Promise<BuildInfo> {
  const manifestFile = join(client, "manifest.json");
  const manifest: Manifest = JSON.parse(await readFile(manifestFile, "utf8"));
  await rm(manifestFile);
  const entry = manifest[publicEntry];
  const cssFile = entry?.css?.[0];
  if (entry === undefined || cssFile === undefined) throw new Error("the build lacks the public page's entry");
  const files = await readdir(join(client, "assets"));
  const font = files.find((name) => /^ibm-plex-sans-latin-wght-normal-.*\.woff2$/.test(name));
  if (font === undefined) throw new Error("the build lacks the latin font");
  const css = (await readFile(join(client, cssFile), "utf8")).trim();
  const html = {
    css,
    script: `/${entry.file}`,
    preloads: (entry.imports ?? []).map((key) => `/${manifest[key]?.file}`),
    publicScripts: Object.values(manifest).flatMap(({ file }) => (file.endsWith(".js") ? [`/${file}`] : [])),
  };
  const renderer = await readFile(join(staging, "server/entry-server.js"));
  const buildId = createHash("sha256").update(JSON.stringify(html)).update(renderer).digest("base64url").slice(0, 10);
  return { buildId, ...html, font: `/assets/${font}` };
}

async function compressAll(): Promise<void> {
  const names = await readdir(client, { recursive: true });
  await Promise.all(
    names
      .filter((name) => compressible.test(name))
      .map(async (name) => {
        const file = join(client, name);
        const bytes = await readFile(file);
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, { params }));
        await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
      }),
  );
}

/** Everything the result depends on: our sources, this file, the locked versions. */
async function sourceFingerprint(): Promise<string> {
  const inputs = [
    join(root, "build.ts"),
    join(root, "vite.config.ts"),
    join(root, "package.json"),
    join(root, "index.html"),
    join(root, "../pnpm-lock.yaml"),
  ];
  for (const folder of ["src", "public"]) {
    const path = join(root, folder);
    if (!existsSync(path)) continue;
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    inputs.push(...entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)));
  }
  const hash = createHash("sha256");
  for (const file of inputs.filter((name) => !/\.test\.tsx?$/.test(name)).sort()) {
    hash
      .update(relative(root, file))
      .update("\0")
      .update(await readFile(file))
      .update("\0");
  }
  return hash.digest("hex");
}

if (import.meta.main) {
  const isBuilt = await buildFrontend({ force: process.argv.includes("--force") });
  process.stdout.write(isBuilt ? "frontend built\n" : "frontend is up to date\n");
}
