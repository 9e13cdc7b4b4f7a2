import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build, type InlineConfig, type Manifest, type Plugin } from "vite";
import type { BuildInfo, EntryFiles, PublicEntry } from "./server/types.ts";

const root = import.meta.dirname;
const dist = join(root, "dist");
/** Built here and moved in whole, so that nobody ever sees half a build. */
const staging = join(root, "node_modules/.cache", `heliograph-build-${process.pid}`);
const client = join(staging, "client");
const publicEntries = {
  status: "src/routes/public/main.tsx",
  notice: "src/routes/public/notice-main.tsx",
  history: "src/routes/public/history-main.tsx",
  subscription: "src/routes/public/subscription-main.tsx",
} as const satisfies Record<PublicEntry, string>;
/** Modules that every public page needs: one file, kept by browsers from page to page and compressed as a whole. Channels, notices and months only some need. */
const everyPage =
  /node_modules[\\/](?:react|react-dom|scheduler)[\\/]|use-live|[\\/](?:connection|realtime|hydrate|snapshot-request|snapshot-guard|age|days|favicon|page-data)\.tsx?$|page-(?:header|footer)|src[\\/]lib[\\/](?!(?:channels|notices|dates)\.ts$)|status-(?:badge|glyph|shapes)|rolldown[\\/]runtime|chevron-down|lean-icon/;
/** The chunk each of them loads once it is there. */
const lateModule = "src/features/pages/page-channel.ts";
const dashboardEntry = "index.html";
const serverEntry = "src/routes/public/entry-server.tsx";
/** Libraries of every screen, each a file of its own: fetched side by side, and kept by browsers when only our code changes. */
const libraryChunks = [
  { name: "react", test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/ },
  { name: "supabase", test: /node_modules[\\/](?:@supabase|iceberg-js)[\\/]/ },
  { name: "tanstack", test: /node_modules[\\/]@tanstack[\\/]/ },
  { name: "zod", test: /node_modules[\\/]zod[\\/]/ },
];
const preloadHelper = "\0vite/preload-helper.js";
/**
 * For the public page, in browser and server alike: icons without Lucide's wrapper, and late imports without Vite's
 * helper (the HTML names what an entry needs, and what is loaded later stands alone): 3 kB less for every visitor.
 */
const leanPublic: Plugin = {
  name: "heliograph-lean-public",
  enforce: "pre",
  resolveId: (source, importer) =>
    source.endsWith("/createLucideIcon.mjs") && importer?.includes("lucide-react") === true
      ? join(root, "src/ui/lean-icon.ts")
      : null,
  load: (id) => (id === preloadHelper ? "export const __vitePreload = (load) => load();" : null),
};
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
    plugins: [leanPublic],
    build: {
      outDir: client,
      manifest: "manifest.json",
      // Late imports need no list of what to preload: see `leanPublic`.
      modulePreload: false,
      rolldownOptions: {
        input: Object.values(publicEntries).map((entry) => join(root, entry)),
        output: { codeSplitting: { groups: [{ name: "shared", test: everyPage }] } },
      },
    },
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
    plugins: [leanPublic],
    // One file without imports, so that it runs on edge platforms as well.
    // "worker" before "browser": there is no document.
    ssr: {
      target: "webworker",
      noExternal: true,
      resolve: { conditions: ["worker", "module", "browser", "production"] },
    },
    build: { ssr: join(root, serverEntry), outDir: join(staging, "server"), emptyOutDir: false, copyPublicDir: false },
  });
}

async function readBuildInfo(): Promise<BuildInfo> {
  const manifestFile = join(client, "manifest.json");
  const manifest: Manifest = JSON.parse(await readFile(manifestFile, "utf8"));
  await rm(manifestFile);
  const cssFile = styleSheetOf(manifest, publicEntries.status);
  const files = await readdir(join(client, "assets"));
  const font = files.find((name) => /^ibm-plex-sans-latin-wght-normal-.*\.woff2$/.test(name));
  if (font === undefined) throw new Error("the build lacks the latin font");
  const css = await readStyles([cssFile]);
  const filesOf = async (entry: string) => ({
    ...scriptsOf(manifest, entry),
    css: await readStyles(stylesOf(manifest, entry).filter((file) => file !== cssFile)),
  });
  const html = {
    css,
    entries: {
      status: await filesOf(publicEntries.status),
      notice: await filesOf(publicEntries.notice),
      history: await filesOf(publicEntries.history),
      // Nothing of it changes while it is open.
      subscription: { ...(await filesOf(publicEntries.subscription)), late: [] },
    },
  };
  const renderer = await readFile(join(staging, "server/entry-server.js"));
  const buildId = createHash("sha256").update(JSON.stringify(html)).update(renderer).digest("base64url").slice(0, 10);
  return { buildId, ...html, font: `/assets/${font}` };
}

/** The one style sheet that the status page has, and every other page too. */
function styleSheetOf(manifest: Manifest, entry: string): string {
  const [only, ...others] = stylesOf(manifest, entry);
  if (only === undefined || others.length > 0) throw new Error(`${entry} has ${others.length} style sheets too many`);
  return only;
}

/** Style sheets of an entry, wherever the bundler has put them. */
function stylesOf(manifest: Manifest, entry: string): string[] {
  return [...new Set([entry, ...importsOf(manifest, entry)].flatMap((key) => manifest[key]?.css ?? []))];
}

async function readStyles(files: readonly string[]): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(join(client, file), "utf8")));
  return texts.map((text) => text.trim()).join("");
}

function scriptsOf(manifest: Manifest, entry: string): Omit<EntryFiles, "css"> {
  const file = manifest[entry]?.file;
  if (file === undefined) throw new Error(`the build lacks ${entry}`);
  const early = importsOf(manifest, entry);
  const late = [lateModule, ...importsOf(manifest, lateModule)].filter((key) => key !== entry && !early.includes(key));
  const address = (key: string) => `/${manifest[key]?.file}`;
  return { script: `/${file}`, preloads: early.map(address), late: late.map(address) };
}

/** What a chunk imports at once, and what that imports. */
function importsOf(manifest: Manifest, key: string): string[] {
  const direct = manifest[key]?.imports ?? [];
  return [...new Set(direct.flatMap((name) => [name, ...importsOf(manifest, name)]))];
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
