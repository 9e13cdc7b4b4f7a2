import { inject } from "vitest";

/** How tests reach the project under test. */
export interface TestEnvironment {
  /** `embedded` = the stack of this repository, started by the set-up; `hosted` = a project named by SUPABASE_URL. */
  readonly kind: "embedded" | "hosted";
  readonly url: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly anonKey: string | undefined;
  readonly serviceRoleKey: string | undefined;
  readonly jwtSecret: string | undefined;
  /** Connection string of `postgres`. */
  readonly databaseUrl: string | undefined;
  /** Connection string of the superuser; the embedded stack alone has one. */
  readonly adminDatabaseUrl: string | undefined;
  readonly mailUrl: string | undefined;
  readonly smtpPort: number | undefined;
  /** Migrated database that `createTestDatabase` clones. */
  readonly templateDatabase: string | undefined;
  readonly dataDirectory: string | undefined;
}

declare module "vitest" {
  export interface ProvidedContext {
    stack: TestEnvironment;
  }
}

/** The project under test, as the global set-up left it. */
export function testEnvironment(): TestEnvironment {
  return inject("stack");
}
