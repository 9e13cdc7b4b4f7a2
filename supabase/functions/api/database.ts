import type { SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../_shared/db/database.types.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { unwrap } from "../_shared/edge/refusal.ts";
import type { AuditQuery, IncidentQuery, NewIncident, NewUpdate, StatusChange } from "./inputs.ts";

/** The database with the rights of one key: what its scopes do not hold is refused there. */
export interface ApiDatabase {
  organization(): Promise<unknown>;
  components(): Promise<unknown>;
  setStatus(componentId: string, change: StatusChange): Promise<unknown>;
  incidents(query: IncidentQuery): Promise<unknown>;
  declare(incident: NewIncident): Promise<unknown>;
  update(incidentId: string, update: NewUpdate): Promise<unknown>;
  auditEvents(query: AuditQuery): Promise<unknown>;
  /** Has it written down that the key was refused what it asked for. */
  noteRefused(asked: string): Promise<void>;
}

/**
 * The database for a key.
 * @param service knows whose key it is
 * @param withKey a client whose requests name the key: it acts with the key's rights and no more
 * @throws AppError `unauthorized` for a key that is void
 */
export async function databaseFor(
  service: SupabaseClient<Database>,
  withKey: SupabaseClient<Database>,
  key: string,
): Promise<ApiDatabase> {
  const [known] = unwrap(await service.rpc("use_api_key", { key }));
  if (known === undefined) throw new AppError("unauthorized", 401, "This key was revoked, has expired, or never was.");
  const { organization_id, scopes } = known;
  return {
    organization: async () => ({ id: organization_id, scopes }),
    components: async () => ({ components: unwrap(await withKey.rpc("api_components", { organization_id })) }),
    setStatus: async (component_id, { status, expires_at }) => ({
      status: unwrap(
        await withKey.rpc("set_component_status", {
          component_id,
          // Left out, the status by hand is taken back.
          ...(status !== null && { manual_status: status }),
          ...(expires_at != null && { expires_at }),
        }),
      ),
    }),
    incidents: async ({ state, before, limit }) => ({
      incidents: unwrap(
        await withKey.rpc("api_incidents", {
          organization_id,
          only_open: state === "open",
          max_rows: limit,
          ...(before !== undefined && { before }),
        }),
      ),
    }),
    async declare({ id = crypto.randomUUID(), impact, ...incident }) {
      const { version, status } = unwrap(
        await withKey.rpc("declare_incident", {
          organization_id,
          incident_id: id,
          // The same for the same incident, so that sending twice posts once.
          update_id: await derivedId(id),
          ...incident,
          ...(impact !== undefined && { impact }),
        }),
      );
      return { id, version, status };
    },
    async update(incident_id, { id = crypto.randomUUID(), version, components, ...update }) {
      const incident = unwrap(
        await withKey.rpc("post_incident_update", {
          incident_id,
          update_id: id,
          expected_version: version,
          ...update,
          ...(components !== undefined && { components }),
        }),
      );
      return { id, version: incident.version, status: incident.status };
    },
    noteRefused: async (asked) => void unwrap(await withKey.rpc("note_refused_request", { asked })),
    async auditEvents({ before, limit }) {
      const events = unwrap(
        await withKey.rpc("audit_log", {
          organization_id,
          max_rows: limit,
          ...(before !== undefined && { before_id: before }),
        }),
      );
      return { events };
    },
  };
}

/** An id that belongs to another one: a version 8 UUID of its hash (RFC 9562 §5.8). */
async function derivedId(id: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`first update of ${id}`)));
  const hex = [...hash.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
