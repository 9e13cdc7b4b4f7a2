import { z } from "zod";

/** Which Supabase project this dashboard talks to. */
export interface RuntimeConfig {
  /** Origin of the project, without a slash at the end. */
  supabaseUrl: string;
  publishableKey: string;
}

const ConfigFile = z.object({ supabaseUrl: z.string().min(1), publishableKey: z.string().min(1) });

/**
 * Reads the configuration that the page handler wrote into the document; on a plain static host, where nobody did, the
 * file `/config.json` beside it: `{ "supabaseUrl": "https://….supabase.co", "publishableKey": "sb_publishable_…" }`.
 * @throws when neither names a project
 */
export async function readConfig(): Promise<RuntimeConfig> {
  const publishableKey = metaContent("heliograph-publishable-key");
  if (publishableKey !== "") return makeConfig(metaContent("heliograph-supabase-url"), publishableKey);
  const response = await fetch("/config.json");
  const parsed = ConfigFile.safeParse(response.ok ? await response.json() : null);
  if (!parsed.success) throw new Error("No Supabase project is configured: /config.json is missing or incomplete.");
  return makeConfig(parsed.data.supabaseUrl, parsed.data.publishableKey);
}

/** The nonce of this document's policy for style elements; "" where there is no policy. */
export function styleNonce(): string {
  return metaContent("heliograph-style-nonce");
}

function makeConfig(url: string, publishableKey: string): RuntimeConfig {
  return { supabaseUrl: new URL(url, location.origin).href.replace(/\/$/, ""), publishableKey };
}

function metaContent(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}
