import type { CSSProperties } from "react";

/** Hands a dialog's width to its style sheet, which ignores it on small screens. */
export function dialogWidth(pixels: number): CSSProperties {
  const style: CSSProperties & { "--dialog-width": string } = { "--dialog-width": `${pixels}px` };
  return style;
}
