import { supabase } from "../../lib/supabase.ts";

const bucket = "logos";
export const logoTypes = ["image/png", "image/jpeg", "image/webp"] as const;
export const logoMaxBytes = 512 * 1024;

/** Why a file cannot be a logo; null when it can. */
export function logoProblem(file: { type: string; size: number }): string | null {
  if (!logoTypes.some((type) => type === file.type)) return "A logo is a PNG, JPEG or WebP picture.";
  if (file.size > logoMaxBytes) return "A logo has at most 512 kB.";
  return null;
}

/** Public address of a logo. */
export function logoUrl(path: string): string {
  return supabase().storage.from(bucket).getPublicUrl(path).data.publicUrl;
}

/** @returns the path of the new object, in the organization's folder. Throws what Storage answers. */
export async function uploadLogo(organizationId: string, file: File): Promise<string> {
  const extension = file.type.replace("image/", "").replace("jpeg", "jpg");
  const path = `${organizationId}/${crypto.randomUUID()}.${extension}`;
  const { error } = await supabase()
    .storage.from(bucket)
    .upload(path, file, { contentType: file.type, cacheControl: "31536000" });
  if (error !== null) throw error;
  return path;
}

/** A logo that nothing shows any more. Without success it only takes room, so nobody is told. */
export async function removeLogo(path: string): Promise<void> {
  await supabase().storage.from(bucket).remove([path]);
}
