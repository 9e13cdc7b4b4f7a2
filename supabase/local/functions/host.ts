/**
 * Runs inside Deno: serves every function folder from one process. A function's index.ts calls `Deno.serve(handler)` as
 * on hosted Supabase; here that only hands over the handler. Modules are loaded at their first request.
 */
import { readdirSync } from "node:fs";
import process from "node:process";
import { pathToFileURL } from "node:url";

type Handler = (request: Request, info?: unknown) => Response | Promise<Response>;
interface DenoServe {
  serve(
    options: { port: number; hostname: string; onListen(address: { port: number }): void },
    handler: Handler,
  ): unknown;
}

const directory = process.argv[2] ?? "";
const runtime: DenoServe = Reflect.get(globalThis, "Deno");
const listen = runtime.serve.bind(runtime);
const loaded = new Map<string, Promise<Handler>>();
let handedOver: Handler | undefined;
let loading: Promise<unknown> = Promise.resolve();

Object.defineProperty(runtime, "serve", {
  value: (...args: unknown[]) => {
    const handler = args.find((argument) => typeof argument === "function") ?? Reflect.get(Object(args[0]), "handler");
    if (typeof handler === "function") handedOver = (request, info) => handler(request, info);
    return { finished: new Promise(() => {}), shutdown: async () => {}, ref() {}, unref() {} };
  },
});

function load(name: string): Promise<Handler> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  // One module at a time: the handler that is handed over belongs to the module being loaded.
  const handler = loading.then(async () => {
    handedOver = undefined;
    const module: { default?: { fetch?: Handler } } = await import(pathToFileURL(`${directory}/${name}/index.ts`).href);
    const found = handedOver ?? module.default?.fetch;
    if (found === undefined) throw new Error(`functions/${name}/index.ts calls no Deno.serve`);
    return found;
  });
  loading = handler.catch(() => {});
  loaded.set(name, handler);
  return handler;
}

const names = new Set(
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("_") && !entry.name.startsWith("."))
    .map((entry) => entry.name),
);

async function handle(request: Request, info: unknown): Promise<Response> {
  const url = new URL(request.url);
  const name = url.pathname.split("/")[1] ?? "";
  if (!names.has(name)) {
    return Response.json({ code: "NOT_FOUND", message: "Requested function was not found" }, { status: 404 });
  }
  try {
    return await (await load(name))(request, info);
  } catch (error) {
    process.stderr.write(
      `functions/${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return Response.json({ code: "WORKER_ERROR", message: "Function exited due to an error" }, { status: 500 });
  }
}

listen({ port: 0, hostname: "127.0.0.1", onListen: ({ port }) => process.stdout.write(`listening ${port}\n`) }, handle);
// The gateway holds the other end: when it is gone, this process has no reason to be.
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
