import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { databaseUrl, loadConfig, supabasePath } from "../config.ts";
import { stackEnvironment } from "../env.ts";
import { loadKeys, publicJwk } from "../keys.ts";
import { connect } from "../postgres/database.ts";
import { Handover } from "../process/handover.ts";
import { loadSettings } from "../settings.ts";
import { startAuthApi } from "./auth/auth-api.ts";
import { Functions } from "./functions.ts";
import { functionEnvironment } from "./functions-environment.ts";
import { Health } from "./health.ts";
import { LateApis } from "./late-apis.ts";
import { Mailbox } from "./mail/mailbox.ts";
import { startSmtp } from "./mail/smtp.ts";
import { GatewayMetrics } from "./metrics.ts";
import { RealtimeProxy } from "./realtime-proxy.ts";
import { RestError } from "./rest/errors.ts";
import { startRestApi } from "./rest/rest-api.ts";
import { createRouter } from "./router.ts";
import { listen } from "./server.ts";
import { startStorageApi } from "./storage/storage-api.ts";
import { forgetStandInPrices, startStripeStandIn } from "./stripe.ts";
import { Tokens } from "./tokens.ts";
import { createWebsite } from "./website.ts";

/** The gateway process: one port for API, Realtime and website, and the mail catcher's SMTP port. */
const config = loadConfig(process.env);
const [keys, settings] = await Promise.all([loadKeys(config.dataDirectory), loadSettings()]);
const realtimeSocket = join(config.runDirectory, "realtime.sock");

const log = (level: "info" | "error", message: string, fields: Record<string, unknown> = {}) => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
};
const onError = (message: string, error: unknown) => {
  log("error", message, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
};
// lite prints every database error, also those that are the caller's.
globalThis.console.error = (...parts: unknown[]) => {
  if (!parts.some((part) => part instanceof RestError))
    onError("lite", parts.find((part) => part instanceof Error) ?? parts.join(" "));
};

const tokens = new Tokens(keys);
const metrics = new GatewayMetrics();
const mailbox = new Mailbox(join(config.dataDirectory, "mail.jsonl"));
await mailbox.load();
const healthSql = connect(config.adminDatabaseUrl, { applicationName: "heliograph health" });
const apis = new LateApis(async () => {
  const [rest, auth, storage] = await Promise.all([
    startRestApi({
      url: databaseUrl("authenticator", config.databasePort),
      adminUrl: config.adminDatabaseUrl,
      schemas: settings.api.schemas,
      maxRows: settings.api.max_rows,
      maxConnections: 8,
    }),
    startAuthApi({ config, keys, settings, tokens, mailbox, onError }),
    startStorageApi(config, keys, settings),
  ]);
  return { rest, auth, storage };
}, onError);
const stopSmtp = await startSmtp("127.0.0.1", config.smtpPort, mailbox);
const variables = await functionEnvironment(supabasePath("functions", ".env"), stackEnvironment(config, keys), {
  keys: [publicJwk(keys)],
});
const hasStripe = Boolean(variables["STRIPE_SECRET_KEY"]);
if (hasStripe) forgetStandInPrices(healthSql).catch((error: unknown) => onError("prices", error));
const stripe =
  hasStripe || config.mode === "enterprise" ? undefined : await startStripeStandIn({ config, sql: healthSql, onError });
const functions = new Functions({
  environment: {
    ...variables,
    ...stripe?.environment,
    // Receivers of tests are on this machine.
    ...(config.test && { ALLOW_PRIVATE_RECEIVERS: "true" }),
  },
  log: (line) => log("info", line),
});
const health = new Health(healthSql, realtimeSocket, metrics);
const { url } = config;
const route = createRouter({ keys, tokens, apis, functions, stripe, mailbox, health, metrics, url, onError });
const website = await createWebsite({
  config,
  keys,
  fetch: (input, init) => route(new Request(input, init)),
  onError,
});
const realtime = new RealtimeProxy(realtimeSocket, process.connected ? new Handover(process) : undefined);
const server = await listen(config.host, config.port, { route, realtime, website });
log("info", "listening", { url: config.url });
// Where NODE_COMPILE_CACHE is set: a process that is killed never writes it.
flushCompileCache();
process.send?.({ type: "listening" });

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 5_000).unref();
    server.close();
    server.closeAllConnections();
    void Promise.all([apis.close(), functions.stop(), stripe?.close(), stopSmtp(), healthSql.end({ timeout: 1 })]).then(
      () => process.exit(0),
    );
  });
}
