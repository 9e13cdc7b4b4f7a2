import { initials, stableIndex } from "../lib/initials.ts";

const hues = 6;

export interface AvatarProps {
  userId: string;
  name: string;
  /** Edge in pixels; default 24. */
  size?: 20 | 24 | 28;
  className?: string;
}

/** A person's initials on a hue that is always theirs and never a status's. Decorative: the name stands beside it. */
export function Avatar({ userId, name, size = 24, className = "" }: AvatarProps) {
  return (
    <span
      aria-hidden="true"
      className={`avatar ${className}`}
      data-hue={stableIndex(userId, hues)}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.4) }}
    >
      {initials(name)}
    </span>
  );
}
