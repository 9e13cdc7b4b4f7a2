import { AuthFailure } from "../failure.ts";
import { providerFetch } from "../provider-fetch.ts";

const timeoutMs = 10_000;

/**
 * Fetches an identity provider's metadata, from the public internet alone unless the stack is under test.
 * @throws AuthFailure
 */
export async function fetchMetadata(url: string, mayReachPrivate: boolean): Promise<string> {
  const refusal = (reason: string, options?: ErrorOptions) =>
    new AuthFailure(400, "saml_metadata_fetch_failed", `${reason} fetching SAML Metadata from URL '${url}'`, options);
  const response = await providerFetch(mayReachPrivate)(url, {
    method: "GET",
    headers: { accept: "application/xml;charset=UTF-8", "accept-charset": "UTF-8" },
    body: null,
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((cause: unknown) => {
    throw refusal("Error", { cause });
  });
  if (response.status !== 200) throw refusal(`HTTP ${response.status} error`);
  return response.text();
}
