import { z } from "zod";

const Answer = z.object({ Answer: z.array(z.object({ type: z.number(), data: z.string() })).default([]) });
const txt = 16;
const timeoutMs = 5000;

/**
 * TXT records over HTTPS, in the JSON form that the large resolvers share (functions cannot open UDP sockets):
 * https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
 * @throws when the resolver cannot be asked
 */
export function createTxtResolver(
  resolverUrl: string,
  fetchUrl: typeof fetch,
): (name: string) => Promise<readonly string[]> {
  return async (name) => {
    const url = new URL(resolverUrl);
    url.searchParams.set("name", name);
    url.searchParams.set("type", "TXT");
    const response = await fetchUrl(url, {
      headers: { accept: "application/dns-json" },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`the resolver answers ${response.status}`);
    const { Answer: answers } = Answer.parse(await response.json());
    // Long records come in quoted pieces.
    return answers.filter(({ type }) => type === txt).map(({ data }) => data.replaceAll(/"\s+"|"/g, ""));
  };
}
