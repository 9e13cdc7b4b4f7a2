import { describe, expect, it } from "vitest";
import { createOrganization, signedInUser, url } from "./support.ts";

async function withKey(scopes: readonly string[]) {
  const { supabase } = await signedInUser();
  const organization = await createOrganization(supabase);
  const { data: keys } = await supabase
    .rpc("create_api_key", { organization_id: organization.id, name: "Deployments", scopes: [...scopes] })
    .throwOnError();
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/functions/v1/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${keys[0]?.key}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    return { status: response.status, answer };
  };
  return { supabase, organizationId: organization.id, keyId: keys[0]?.id ?? "", call };
}

describe("the API for an organization's own programs", () => {
  it("declares and resolves an incident, sets a status, and stands in the audit log under the key's name", async () => {
    const { supabase, organizationId, call } = await withKey([
      "organization.read",
      "components.write",
      "incidents.write",
      "audit.read",
    ]);
    const { data: component } = await supabase
      .from("components")
      .insert({ organization_id: organizationId, name: "Cards" })
      .select("id")
      .single()
      .throwOnError();
    expect(await call("PATCH", `components/${component.id}`, { status: "degraded_performance" })).toEqual({
      status: 200,
      answer: { status: "degraded_performance" },
    });
    const id = crypto.randomUUID();
    const incident = {
      id,
      title: "Cards declined",
      body: "We are looking.",
      components: [{ component_id: component.id, status: "major_outage" }],
    };
    for (const _ of ["once", "and again"])
      expect(await call("POST", "incidents", incident)).toMatchObject({
        status: 200,
        answer: { id, status: "investigating" },
      });
    expect(await call("GET", "components")).toMatchObject({
      answer: { components: [{ id: component.id, status: "major_outage", status_cause: "incident" }] },
    });
    const update = { version: 1, status: "resolved", body: "Fixed." };
    expect(await call("POST", `incidents/${id}/updates`, update)).toMatchObject({
      status: 200,
      answer: { status: "resolved" },
    });
    expect(await call("POST", `incidents/${id}/updates`, update)).toMatchObject({
      status: 409,
      answer: { error: { code: "conflict" } },
    });
    expect(await call("GET", "incidents?state=open")).toEqual({ status: 200, answer: { incidents: [] } });
    expect(await call("PATCH", `components/${component.id}`, { status: null })).toEqual({
      status: 200,
      answer: { status: "operational" },
    });
    const { data: log } = await supabase
      .rpc("audit_log", { organization_id: organizationId, object_types: ["incidents"] })
      .throwOnError();
    expect(log[0]).toMatchObject({ actor_role: "api_key", actor_name: "Deployments", actor_id: null });
    expect(await call("GET", "audit-events?limit=1")).toMatchObject({
      status: 200,
      answer: { events: [{ actor_role: "api_key" }] },
    });
  });

  it("grants what the scopes hold, in its own organization alone, while the key is good", async () => {
    const { supabase, organizationId, keyId, call } = await withKey(["organization.read"]);
    expect(await call("GET", "organization")).toEqual({
      status: 200,
      answer: { id: organizationId, scopes: ["organization.read"] },
    });
    expect(await call("POST", "incidents", { title: "x", body: "x" })).toMatchObject({
      status: 403,
      answer: { error: { code: "forbidden" } },
    });
    expect(await call("GET", "audit-events")).toMatchObject({ status: 403 });
    const other = await withKey(["components.write"]);
    const { data: theirs } = await other.supabase
      .from("components")
      .insert({ organization_id: other.organizationId, name: "Theirs" })
      .select("id")
      .single()
      .throwOnError();
    const mine = await withKey(["components.write", "incidents.write"]);
    expect(await mine.call("PATCH", `components/${theirs.id}`, { status: "major_outage" })).toMatchObject({
      status: 403,
    });
    const spread = { title: "x", body: "x", components: [{ component_id: theirs.id, status: "major_outage" }] };
    expect((await mine.call("POST", "incidents", spread)).status).toBeGreaterThanOrEqual(400);
    await supabase.rpc("revoke_api_key", { api_key_id: keyId }).throwOnError();
    expect(await call("GET", "organization")).toMatchObject({ status: 401 });
  });

  it("the header that names a key is worth nothing without the secret key", async () => {
    const { supabase, organizationId } = await withKey(["organization.read"]);
    const { data: keys } = await supabase
      .rpc("create_api_key", { organization_id: organizationId, name: "Other", scopes: ["organization.read"] })
      .throwOnError();
    const outsider = await signedInUser();
    const { data } = await outsider.supabase
      .from("organizations")
      .select("id")
      .setHeader("x-heliograph-key", keys[0]?.key ?? "")
      .throwOnError();
    expect(data).toEqual([]);
  });
});
