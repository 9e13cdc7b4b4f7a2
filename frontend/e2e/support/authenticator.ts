import { expect, type Page } from "@playwright/test";
import { TOTP } from "otpauth";
import { unwrap, unwrapEmpty } from "../../src/lib/errors.ts";
import type { Person } from "./people.ts";

const periodMs = 30_000;

/** An authenticator app. The server takes each code once, so every call shows the code of another period. */
export class Authenticator {
  readonly #secret: string;
  #used = new Set<number>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** Reads the key on the screen that sets up an app. */
  static async fromPage(page: Page): Promise<Authenticator> {
    return new Authenticator(await page.getByLabel("Key", { exact: true }).inputValue());
  }

  /** A code that counts now and was not shown before: of this period or one of its neighbours. */
  async code(): Promise<string> {
    let period = 0;
    await expect
      .poll(
        () => {
          const now = Math.floor(Date.now() / periodMs);
          period = [now, now + 1, now - 1].find((candidate) => !this.#used.has(candidate)) ?? 0;
          return period;
        },
        { timeout: 2 * periodMs },
      )
      .not.toBe(0);
    this.#used.add(period);
    return new TOTP({ secret: this.#secret }).generate({ timestamp: period * periodMs });
  }
}

/** Gives an account a second factor without the screens; the person's client has proven it. */
export async function enrol(person: Person): Promise<Authenticator> {
  const { mfa } = person.client.auth;
  const { id, totp } = unwrap(await mfa.enroll({ factorType: "totp", friendlyName: "Authenticator app" }));
  const app = new Authenticator(totp.secret);
  unwrapEmpty(await mfa.challengeAndVerify({ factorId: id, code: await app.code() }));
  return app;
}
