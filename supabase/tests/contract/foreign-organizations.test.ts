import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createOrganization, publishableKey, signedInUser, url } from "./support.ts";

/**
 * Edge Functions are given another organization's ids, by its outsiders and by nobody. A function that is new has to say
 * here what may be tried with it.
 */

interface Victim {
  readonly organizationId: string;
  readonly pageId: string;
  readonly componentId: string;
  readonly incidentId: string;
}

interface Attempt {
  readonly method?: "POST" | "PATCH";
  /** What follows the function's name. */
  readonly path: string;
  readonly body: object;
  /** How a caller with rights of their own is refused, if not for a lack of rights. */
  readonly status?: number;
}

/** Attempts with the victim's ids; null: the function takes no id of an organization, only secrets or a page's address. */
const attempts: Readonly<Record<string, ((victim: Victim) => readonly Attempt[]) | null>> = {
  accounts: () => [
    { path: "/create", body: { email: "taken@example.com" } },
    { path: "/prove-domain", body: { domain: "example.com" } },
  ],
  alerts: null,
  api: ({ componentId, incidentId }) => [
    { method: "PATCH", path: `/v1/components/${componentId}`, body: { status: "major_outage" } },
    {
      path: "/v1/incidents",
      body: {
        id: incidentId,
        title: "Taken",
        body: "Taken",
        components: [{ component_id: componentId, status: "major_outage" }],
      },
      // What is named does not exist for the caller.
      status: 422,
    },
    // Ids are made by the caller, and each is used once.
    { path: "/v1/incidents", body: { id: incidentId, title: "Taken", body: "Taken" }, status: 409 },
    {
      path: `/v1/incidents/${incidentId}/updates`,
      body: { id: crypto.randomUUID(), version: 1, status: "resolved", body: "Taken" },
    },
  ],
  billing: ({ organizationId }) => [{ path: "/plan", body: { organization_id: organizationId, plan: "team" } }],
  bounces: null,
  heartbeat: null,
  license: () => [{ path: "/install", body: { license_key: "taken" } }],
  maintenances: null,
  messages: ({ organizationId, pageId, componentId, incidentId }) => [
    { path: "/test", body: { organization_id: organizationId, channel: "email" } },
    { path: "/test", body: { organization_id: organizationId, channel: "sms", to: "+4915123456789" } },
    {
      path: "/preview",
      body: {
        organization_id: organizationId,
        page_id: pageId,
        incident_id: incidentId,
        topic: "incident.declared",
        title: "Taken",
        status: "investigating",
        impact: "minor",
        started_at: "2026-01-01T00:00:00Z",
        resolved_at: null,
        next_update_at: null,
        body: "",
        components: [{ component_id: componentId, status: "major_outage" }],
      },
    },
  ],
  notify: null,
  signup: null,
  subscriptions: null,
};

async function makeOrganization(name: string) {
  const { supabase, session } = await signedInUser();
  const { id: organizationId } = await createOrganization(supabase, name);
  return { supabase, token: session.access_token, organizationId };
}

const marker = "Zanzibar";
let victim: Victim;
/** What each kind of caller sends with a request. */
let callers: readonly (readonly [string, string])[];
let fingerprint: () => Promise<string>;

beforeAll(async () => {
  const [owner, outsider] = [await makeOrganization(`${marker} Payments`), await makeOrganization("Elsewhere")];
  const { supabase, organizationId } = owner;
  const component = await supabase
    .from("components")
    .insert({ organization_id: organizationId, name: `${marker} cards` })
    .select("id")
    .single()
    .throwOnError();
  const page = await supabase
    .from("status_pages")
    .select("id")
    .eq("organization_id", organizationId)
    .single()
    .throwOnError();
  const incidentId = crypto.randomUUID();
  await supabase
    .rpc("declare_incident", {
      organization_id: organizationId,
      incident_id: incidentId,
      update_id: crypto.randomUUID(),
      title: `${marker} is down`,
      status: "investigating",
      body: "We are looking.",
    })
    .throwOnError();
  victim = { organizationId, pageId: page.data.id, componentId: component.data.id, incidentId };
  fingerprint = async () => {
    const tables = ["components", "incidents", "incident_updates", "audit_events"] as const;
    const rows = tables.map((table) => supabase.from(table).select().eq("organization_id", organizationId).order("id"));
    return JSON.stringify((await Promise.all(rows)).map(({ data }) => data));
  };
  const { data: keys } = await outsider.supabase
    .rpc("create_api_key", {
      organization_id: outsider.organizationId,
      name: "All",
      scopes: ["organization.read", "components.write", "incidents.write"],
    })
    .throwOnError();
  callers = [
    ["an admin of another organization", outsider.token],
    ["a key of another organization", String(keys[0]?.key)],
    ["nobody", publishableKey],
  ];
});

describe("Edge Functions", () => {
  it("are all tried", async () => {
    const entries = await readdir(resolve(import.meta.dirname, "../../functions"), { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() && /^[a-z]/.test(entry.name)).map(({ name }) => name);
    expect(Object.keys(attempts).sort()).toEqual(names.filter((name) => name !== "node_modules").sort());
  });

  it.each(Object.keys(attempts).filter((name) => attempts[name] !== null))(
    "%s refuses, and changes nothing",
    async (name) => {
      const before = await fingerprint();
      for (const [who, secret] of callers) {
        for (const { method = "POST", path, body, status } of attempts[name]?.(victim) ?? []) {
          const response = await fetch(`${url}/functions/v1/${name}${path}`, {
            method,
            headers: { apikey: publishableKey, authorization: `Bearer ${secret}`, "content-type": "application/json" },
            body: JSON.stringify(body),
          });
          const text = await response.text();
          expect([401, 403, 404, status], `${who}: ${path} answers ${response.status} ${text}`).toContain(
            response.status,
          );
          expect(text).not.toContain(marker);
        }
      }
      expect(await fingerprint()).toBe(before);
    },
  );
});
