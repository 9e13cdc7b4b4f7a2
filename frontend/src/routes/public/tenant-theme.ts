import { contrast, isHexColour, mix } from "../../ui/contrast.ts";

const lightGround = "#faf8f5";
const darkGround = "#243034";
const onLight = "#ffffff";
const onDark = "#04191f";
const readable = 4.5;

export interface TenantColours {
  accent: string | null;
  accent_dark: string | null;
}

/**
 * A page's own accent as CSS variables, or "" without one. Only colours written as #rrggbb come through, so nothing
 * else can enter the style sheet. An accent too faint to read is deepened (or lightened, in the dark) until it is 4.5:1.
 */
export function tenantCss({ accent, accent_dark: accentDark }: TenantColours): string {
  const declarations: string[] = [];
  const light = isHexColour(accent) ? accent : null;
  const dark = isHexColour(accentDark) ? accentDark : light;
  if (light !== null) {
    const used = readableOn(light, lightGround, "#000000");
    declarations.push(
      `--tenant-accent:${used}`,
      `--tenant-accent-hover:${mix(used, "#000000", 0.22)}`,
      `--tenant-accent-soft:${mix("#ffffff", used, 0.12)}`,
      `--tenant-on-accent:${onColour(used)}`,
    );
  }
  if (dark !== null) {
    const used = readableOn(dark, darkGround, "#ffffff");
    declarations.push(
      `--tenant-accent-dark:${used}`,
      `--tenant-accent-hover-dark:${mix(used, "#ffffff", 0.3)}`,
      `--tenant-accent-soft-dark:${mix("#121a1d", used, 0.18)}`,
      `--tenant-on-accent-dark:${onColour(used)}`,
    );
  }
  return declarations.length === 0 ? "" : `:root{${declarations.join(";")}}`;
}

function readableOn(colour: string, ground: string, towards: string): string {
  for (let share = 0; share < 1; share += 0.05) {
    const candidate = mix(colour, towards, share);
    if (contrast(candidate, ground) >= readable) return candidate;
  }
  return towards;
}

function onColour(accent: string): string {
  return contrast(onLight, accent) >= contrast(onDark, accent) ? onLight : onDark;
}
