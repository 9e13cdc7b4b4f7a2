import { z } from "zod";
import { signInExternal } from "../external-user.ts";
import { AuthFailure, invalid } from "../failure.ts";
import type { AuthParts, Handler } from "../parts.ts";
import { isAllowedRedirect } from "../redirects.ts";
import { fieldsOf, isUuid, text, validEmail } from "../requests.ts";
import { readAsserted } from "./assertion.ts";
import { AttributeMapping, findProvider, type SsoProvider } from "./providers.ts";
import { currentMetadata } from "./refresh.ts";
import { validateResponse } from "./validate.ts";
import { Element, element, readXml } from "./xml.ts";

const Fields = z.object({ SAMLResponse: text, SAMLart: text, RelayState: text });
const relayStateSeconds = 120;

/** Who began, and where the browser goes. */
interface Attempt {
  readonly provider: SsoProvider;
  readonly requestId: string | undefined;
  readonly flowState: string | undefined;
  readonly redirectTo: string;
}

/** `POST /sso/saml/acs`: the identity provider's answer, brought by the browser. */
export const assertionConsumer: Handler = async (parts, request) => {
  const fields = fieldsOf(Fields, request);
  const attempt = isUuid(fields.RelayState)
    ? await fromRelayState(parts, fields.RelayState)
    : await fromIdentityProvider(parts, fields);
  const { provider, requestId, flowState, redirectTo } = attempt;
  if (provider.disabled === true)
    throw new AuthFailure(404, "sso_provider_disabled", "SSO Provider assigned for this domain is currently disabled");
  if (fields.SAMLResponse === "") throw invalid("SAMLResponse is missing");
  const identity = await currentMetadata(parts, provider);
  const assertion = await validateResponse(parts, { identity, requestId, response: fields.SAMLResponse });
  const mapping = AttributeMapping.safeParse(provider.attributeMapping).data ?? {};
  const { subject, email, claims } = readAsserted(assertion, mapping, identity.entityId);
  const location = await signInExternal(parts, {
    provider: `sso:${provider.id}`,
    subject,
    email: validEmail(email),
    emailVerified: true,
    isSso: true,
    userData: claims,
    method: "sso/saml",
    flowState,
    redirectTo,
    origin: request.origin,
  });
  return new Response(null, { status: 302, headers: { location } });
};

/** The attempt that began here. Its state is of no use a second time, whatever becomes of it. */
async function fromRelayState({ sql, url }: AuthParts, id: string): Promise<Attempt> {
  const [state] = await sql<
    { providerId: string; requestId: string; redirectTo: string | null; flowState: string | null; isExpired: boolean }[]
  >`
    delete from auth.saml_relay_states where id = ${id}
    returning sso_provider_id as "providerId", request_id as "requestId", redirect_to as "redirectTo", flow_state_id as "flowState",
      created_at + make_interval(secs => ${relayStateSeconds}) <= now() as "isExpired"`;
  if (state === undefined) {
    const message = "SAML RelayState does not exist, try logging in again?";
    throw new AuthFailure(404, "saml_relay_state_not_found", message);
  }
  if (state.isExpired)
    throw new AuthFailure(422, "saml_relay_state_expired", "SAML RelayState has expired. Try logging in again?");
  const provider = await findProvider(sql, { id: state.providerId });
  if (provider === undefined)
    throw new AuthFailure(500, "unexpected_failure", "Unable to find SSO Provider from SAML RelayState");
  return {
    provider,
    requestId: state.requestId,
    flowState: state.flowState ?? undefined,
    redirectTo: state.redirectTo ?? url,
  };
}

const Issued = z.object({ Response: element({ Issuer: z.array(Element).min(1) }) });

/** The identity provider began: the relay state may say where to go. */
async function fromIdentityProvider(
  { sql, url, settings }: AuthParts,
  { RelayState: target, SAMLart: artifact, SAMLResponse: response }: z.infer<typeof Fields>,
): Promise<Attempt> {
  if (target !== "" && !URL.canParse(target)) throw invalid("SAML RelayState is not a valid UUID or URL");
  if (artifact !== "") throw invalid("SAML Artifact response can only be used with SP initiated flow");
  if (response === "") throw invalid("SAMLResponse is missing");
  const read = await readXml(Buffer.from(response, "base64").toString("utf8"), Issued);
  if (read === undefined) throw invalid("SAMLResponse is not a valid XML SAML assertion");
  const provider = await findProvider(sql, { entityId: read.Response.Issuer[0]?._ ?? "" });
  if (provider === undefined) {
    const message = "A SAML connection has not been established with this Identity Provider";
    throw new AuthFailure(404, "saml_idp_not_found", message);
  }
  const isAllowed = isAllowedRedirect(target, url, settings.additional_redirect_urls);
  return { provider, requestId: undefined, flowState: undefined, redirectTo: isAllowed ? target : url };
}
