import { unwrap } from "../../src/lib/errors.ts";
import { type Organization, type Person, serviceClient } from "./people.ts";

/** A component whose checks say what the test says: a heartbeat monitor needs no probe. */
export class WatchedComponent {
  readonly #token: string;

  private constructor(token: string) {
    this.#token = token;
  }

  static async make(admin: Person, organization: Organization, componentId: string): Promise<WatchedComponent> {
    const monitor = unwrap(
      await admin.client
        .from("monitors")
        .insert({
          organization_id: organization.id,
          component_id: componentId,
          name: "Front door",
          kind: "heartbeat",
          interval_seconds: 3600,
          region_ids: ["push"],
        })
        .select("id")
        .single(),
    );
    return new WatchedComponent(unwrap(await admin.client.rpc("heartbeat_token", { monitor_id: monitor.id })));
  }

  /** Reports one finished check. */
  async report(isUp: boolean): Promise<void> {
    const message = isUp ? "fine" : "connection_refused";
    unwrap(await serviceClient().rpc("record_heartbeat", { token: this.#token, up: isUp, message, latency_ms: 212 }));
  }
}
