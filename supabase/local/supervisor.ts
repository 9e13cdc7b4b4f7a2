import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type StackConfig, supabasePath } from "./config.ts";
import type { Status } from "./control.ts";
import { prepareDatabase, storeCallSecrets, storeMailCatcher, storePushKeys } from "./database-setup.ts";
import { startDemoTargets } from "./demo/targets.ts";
import { type InstanceFacts, readInstance } from "./instance-facts.ts";
import { publicJwk, type StackKeys } from "./keys.ts";
import type { Logs } from "./logs.ts";
import { type PostgresServer, startPostgres } from "./postgres/server.ts";
import { backoffMs } from "./process/backoff.ts";
import { SupervisedChild } from "./process/child.ts";
import { refuse } from "./process/handover.ts";
import { answers } from "./process/http-ready.ts";
import { requireFreePort } from "./process/ports.ts";
import { makePrivateDirectory } from "./process/private-directory.ts";
import { socketAnswers } from "./process/socket-ready.ts";
import { startScheduler } from "./scheduler/scheduler.ts";
import { buildWebsite } from "./website-build.ts";

export interface SupervisorOptions {
  readonly config: StackConfig;
  readonly keys: StackKeys;
  readonly logs: Logs;
  /** One line for the people at the terminal. */
  readonly report: (line: string) => void;
}

/**
 * Little room for young objects and one thread to collect garbage: Realtime then takes 44 MB instead of 53. The probe
 * needs more of it: with 1 MB a quarter of its time under full load goes to the collector.
 */
const smallNode = (youngMb: number) => [`--max-semi-space-size=${youngMb}`, "--v8-pool-size=1"];

/** Names of the log files. */
export const processNames = ["postgres", "gateway", "realtime", "probe", "scheduler", "website"] as const;

/** Starts every part of the stack, keeps it running, stops it in the right order. */
export class Supervisor {
  private readonly options: SupervisorOptions;
  private readonly children: SupervisedChild[] = [];
  private readonly cleanups: Array<() => Promise<void>> = [];
  private postgres: PostgresServer | undefined;
  private state: Status["state"] = "starting";

  constructor(options: SupervisorOptions) {
    this.options = options;
  }

  status(): Status {
    const { config } = this.options;
    return {
      state: this.state,
      pid: process.pid,
      url: config.url,
      processes: [
        { name: "postgres", pid: this.postgres?.process.pid ?? null },
        ...this.children.map((child) => ({ name: child.name, pid: child.pid ?? null })),
      ],
    };
  }

  /**
   * @returns what the people at the terminal are told by
   * @throws when a part does not start; call `stop` then as well
   */
  async start(): Promise<InstanceFacts> {
    const { config, keys, logs, report } = this.options;
    await makePrivateDirectory(config.runDirectory);
    await this.requirePorts();
    // Without a website the API is still worth having.
    const website = buildWebsite(config, logs.writer("website"), report).catch((error: unknown) => {
      logs.writer("website")(String(error));
      report(`the website could not be built, see ${join(config.dataDirectory, "logs", "website.log")}`);
    });
    report("starting Postgres");
    this.postgres = await startPostgres(config, logs.writer("postgres"));
    void this.watchPostgres(this.postgres);
    await prepareDatabase(config, report);
    await Promise.all([storeCallSecrets(config, keys.secretKey), storeMailCatcher(config), storePushKeys(config)]);
    await website;
    report("starting the API");
    this.cleanups.push(await startScheduler(config.adminDatabaseUrl, logs.writer("scheduler")));
    if (!config.test) {
      this.cleanups.push(
        await startDemoTargets({ port: config.demoPort, stateFile: join(config.dataDirectory, "demo.json") }),
      );
    }
    const realtime = this.realtime();
    const services = [realtime, this.gateway(realtime)];
    this.children.push(...services);
    await Promise.all(services.map((child) => child.start()));
    const probe = this.probe();
    if (probe !== undefined) {
      this.children.push(probe);
      await probe.start();
    }
    // Read before: from here on a command that waits for the start looks for the last line of its output.
    const instance = await readInstance(config);
    this.state = "running";
    return instance;
  }

  /** Children first, Postgres last; safe to call at any time and twice. */
  async stop(): Promise<void> {
    if (this.state === "stopping") return;
    this.state = "stopping";
    const [probe, rest] = [
      this.children.filter((child) => child.name === "probe"),
      this.children.filter((child) => child.name !== "probe"),
    ];
    await Promise.all(probe.map((child) => child.stop()));
    await Promise.all([...rest.map((child) => child.stop()), ...this.cleanups.map((cleanup) => cleanup())]);
    await this.postgres?.stop();
  }

  private isStopping(): boolean {
    return this.state === "stopping";
  }

  private async requirePorts(): Promise<void> {
    const { config } = this.options;
    await requireFreePort(config.host, config.port, "API and website");
    await requireFreePort("127.0.0.1", config.smtpPort, "mail catcher");
    if (!config.test) await requireFreePort("127.0.0.1", config.demoPort, "demo services");
  }

  private async watchPostgres(server: PostgresServer): Promise<void> {
    const { config, logs, report } = this.options;
    let current = server;
    for (let attempt = 0; ; ) {
      const startedAt = Date.now();
      const reason = await current.exited;
      if (this.isStopping()) return;
      attempt = Date.now() - startedAt > 30_000 ? 1 : attempt + 1;
      const pause = backoffMs(attempt);
      report(`postgres ended (${reason}), starting it again in ${pause / 1000} s`);
      await delay(pause);
      if (this.isStopping()) return;
      try {
        current = await startPostgres(config, logs.writer("postgres"));
        this.postgres = current;
        report("postgres is back");
      } catch (error) {
        report(`postgres does not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  /** Programs compiled by an earlier start: without them each start pays for compiling TypeScript, in time and in memory. */
  private environment(): NodeJS.ProcessEnv {
    return { NODE_COMPILE_CACHE: join(this.options.config.dataDirectory, "compile-cache"), ...process.env };
  }

  private gateway(realtime: SupervisedChild): SupervisedChild {
    const { config, logs, report } = this.options;
    return new SupervisedChild({
      name: "gateway",
      script: supabasePath("local", "gateway", "main.ts"),
      env: this.environment(),
      log: logs.writer("gateway"),
      report,
      // WebSockets: from here on the gateway has no part in them.
      onConnection: (message, socket) => {
        if (!realtime.give(message, socket)) refuse(socket);
      },
      isReady: (signal) => answers(`http://${config.host}:${config.port}/readyz`, signal),
    });
  }

  private realtime(): SupervisedChild {
    const { config, keys, logs, report } = this.options;
    const socket = join(config.runDirectory, "realtime.sock");
    return new SupervisedChild({
      name: "realtime",
      script: supabasePath("local", "realtime", "main.ts"),
      nodeOptions: smallNode(1),
      env: {
        ...this.environment(),
        DATABASE_URL: config.adminDatabaseUrl,
        REALTIME_LISTEN: socket,
        JWT_SECRET: keys.jwtSecret,
        JWKS: JSON.stringify({ keys: [publicJwk(keys)] }),
        PUBLISHABLE_KEY: keys.publishableKey,
        SECRET_KEY: keys.secretKey,
        // Hosted projects answer refusals late, to slow down clients that try again; tests need not wait.
        ...(config.test ? { REALTIME_JOIN_ERROR_DELAY_MS: "200", REALTIME_CONNECT_ERROR_DELAY_MS: "200" } : {}),
      },
      removeBeforeStart: socket,
      log: logs.writer("realtime"),
      report,
      isReady: (signal) => socketAnswers(socket, "/healthz", signal),
    });
  }

  private probe(): SupervisedChild | undefined {
    const { config, keys, logs, report } = this.options;
    const script = join(config.repository, "probe", "src", "main.ts");
    if (config.test || !existsSync(script)) return undefined;
    return new SupervisedChild({
      name: "probe",
      script,
      // The limit is also what V8 sizes its garbage by: without it 10,000 monitors take 210 MB, with it 150.
      nodeOptions: [...smallNode(8), "--max-old-space-size=256"],
      env: {
        ...this.environment(),
        SUPABASE_URL: config.url,
        SUPABASE_SECRET_KEY: keys.secretKey,
        PROBE_NAME: process.env["PROBE_NAME"] ?? "local",
        PROBE_REGION: process.env["PROBE_REGION"] ?? "local",
        PROBE_SPOOL_DIR: process.env["PROBE_SPOOL_DIR"] ?? join(config.dataDirectory, "spool"),
      },
      log: logs.writer("probe"),
      report,
      isReady: async () => {},
    });
  }
}
