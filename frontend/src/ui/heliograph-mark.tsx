/** The product's mark: a mirror and the ray it sends. */
export function HeliographMark({ size }: { size: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.25"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="9" cy="15" r="7" />
      <circle cx="9" cy="15" r="1.6" fill="currentColor" stroke="none" />
      <path d="m14.5 9.5 7-7" />
    </svg>
  );
}
