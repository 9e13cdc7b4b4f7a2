/** An organization's first letter on a tile. Decorative: the name stands beside it. */
export function OrganizationMark({ name, size = 28 }: { name: string; size?: 20 | 28 }) {
  return (
    <span
      aria-hidden="true"
      className="grid flex-none place-items-center rounded-control bg-text font-semibold text-canvas"
      style={{ width: size, height: size, fontSize: size / 2 }}
    >
      {[...name.trim()][0]?.toUpperCase() ?? "?"}
    </span>
  );
}
