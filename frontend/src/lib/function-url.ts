import { supabase } from "./supabase.ts";

/** Public address of an edge function: `heartbeat/<token>` → `https://<project>/functions/v1/heartbeat/<token>`. */
export function functionUrl(path: string): string {
  // The client keeps its project's address to itself; the address of any public object begins with it.
  const { publicUrl } = supabase().storage.from("logos").getPublicUrl("x").data;
  return new URL(`/functions/v1/${path}`, publicUrl).href;
}
