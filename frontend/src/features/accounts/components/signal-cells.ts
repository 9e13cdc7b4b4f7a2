/** "OK" in Morse (--- -.-), one unit a character, and the pause before it is sent again. */
const message = "11101110111000111010111" + "0000000";
/** How far the light of one unit reaches, in pixels. */
const unitLength = 24;
export const unitMs = 150;

export const columnPitch = 9;
export const rowPitch = 18;

export interface Cell {
  height: number;
  colour: string;
}

interface Rgb {
  r: number;
  g: number;
  b: number;
}

const dim: Rgb = { r: 22, g: 62, b: 68 };
const glow: Rgb = { r: 58, g: 124, b: 132 };
const ray: Rgb = { r: 70, g: 142, b: 150 };
const near: Rgb = { r: 243, g: 226, b: 165 };
const far: Rgb = { r: 190, g: 172, b: 122 };
const rim: Rgb = { r: 224, g: 180, b: 76 };
const core: Rgb = { r: 255, g: 243, b: 196 };
const restingCore: Rgb = { r: 236, g: 208, b: 130 };

/** Whether the mirror flashes at a time (ms); before the first unit it rests. */
export function isFlashing(timeMs: number): boolean {
  const unit = Math.floor(timeMs / unitMs) % message.length;
  return message[(unit + message.length) % message.length] === "1";
}

/**
 * One bar of the picture: a mirror at (`mirrorX`, `mirrorY`) sends light up and to the right; along the ray stands what
 * it flashed when that light left. Pixels; `timeMs` moves the message outwards.
 */
export function cellAt(x: number, y: number, mirrorX: number, mirrorY: number, timeMs: number): Cell {
  const dx = x - mirrorX;
  const dy = y - mirrorY;
  const distance = Math.hypot(dx, dy);
  if (distance < 64) return { height: 15, colour: css(isFlashing(timeMs) ? core : restingCore) };
  if (distance < 90) return { height: 14, colour: css(rim) };
  // The ray leaves at about 48 degrees.
  const along = dx * 0.665 - dy * 0.747;
  const across = Math.abs(dx * 0.747 + dy * 0.665);
  if (along > 96 && across < 26) {
    const isLit = isFlashing(timeMs - (along / unitLength) * unitMs);
    const share = Math.min(1, along / 640);
    if (isLit) return { height: 15, colour: css(blend(near, far, share)) };
    if (across < 15) return { height: 5, colour: css(ray) };
  }
  const warmth = Math.max(0, 1 - (distance - 90) / 380) ** 1.4;
  return { height: 4 + 9 * warmth, colour: css(blend(dim, glow, warmth * 0.75)) };
}

function blend(a: Rgb, b: Rgb, share: number): Rgb {
  return { r: a.r + (b.r - a.r) * share, g: a.g + (b.g - a.g) * share, b: a.b + (b.b - a.b) * share };
}

function css({ r, g, b }: Rgb): string {
  return `rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)})`;
}
