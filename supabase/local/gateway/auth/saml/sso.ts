import { randomUUID } from "node:crypto";
import { z } from "zod";
import { json } from "../../responses.ts";
import { beginExternalFlow } from "../external-user.ts";
import { AuthFailure, invalid } from "../failure.ts";
import type { Handler } from "../parts.ts";
import { challengeFields, checkChallenge } from "../pkce.ts";
import { fieldsOf, isUuid, text } from "../requests.ts";
import { readMetadata } from "./metadata.ts";
import { findProvider } from "./providers.ts";
import { newRequestId, samlClient } from "./saml-client.ts";

const Fields = z.object({
  provider_id: text,
  domain: text,
  skip_http_redirect: z.boolean().default(false),
  ...challengeFields,
});

/** `POST /sso`: where the browser goes to sign in. */
export const singleSignOn: Handler = async (parts, request) => {
  const { sql, saml } = parts;
  const fields = fieldsOf(Fields, request);
  const { provider_id: id, domain } = fields;
  if (id !== "" && domain !== "") throw invalid("Only one of provider_id or domain supported");
  if (id === "" && domain === "") throw invalid("A provider_id or domain needs to be provided");
  if (id !== "" && !isUuid(id)) throw new AuthFailure(400, "bad_json", "Could not parse request body as JSON");
  const provider = await findProvider(sql, id === "" ? { domain } : { id });
  if (provider === undefined) {
    const message = id === "" ? "No SSO provider assigned for this domain" : "No such SSO provider";
    throw new AuthFailure(404, "sso_provider_not_found", message);
  }
  if (provider.disabled === true)
    throw new AuthFailure(404, "sso_provider_disabled", "SSO Provider is currently disabled");
  checkChallenge(fields);
  const identity = await readMetadata(provider.metadataXml);
  if (identity.redirectUrl === undefined)
    throw new AuthFailure(500, "unexpected_failure", "Error creating SAML authentication request redirect URL");
  const requestId = newRequestId();
  const relayState = randomUUID();
  await sql.begin(async (tx) => {
    const flowState = await beginExternalFlow(tx, {
      providerType: "sso/saml",
      method: "sso/saml",
      challenge: fields.code_challenge,
      challengeMethod: fields.code_challenge_method,
      redirectTo: request.redirectTo,
    });
    await tx`delete from auth.saml_relay_states where created_at < now() - interval '1 day'`;
    await tx`
      insert into auth.saml_relay_states (id, sso_provider_id, request_id, redirect_to, flow_state_id, created_at, updated_at)
      values (${relayState}, ${provider.id}, ${requestId}, ${request.redirectTo}, ${flowState}, now(), now())`;
  });
  const client = await samlClient({ service: saml, identity, nameIdFormat: provider.nameIdFormat, requestId });
  const url = await client.getAuthorizeUrlAsync(relayState, undefined, {});
  return fields.skip_http_redirect ? json({ url }) : new Response(null, { status: 303, headers: { location: url } });
};
