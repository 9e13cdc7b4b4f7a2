import { Avatar } from "../../../ui/avatar.tsx";

/** A team mate who is where this person is. */
export interface Mate {
  userId: string;
  name: string;
  /** Completes "Tara is …". */
  where: string;
}

/** "Tara is viewing this incident"; several are counted. */
export function PresenceNote({ mates }: { mates: readonly Mate[] }) {
  // Who writes matters more than who reads.
  const ordered = mates.toSorted((a, b) => Number(isWriting(b)) - Number(isWriting(a)));
  const [first] = ordered;
  if (first === undefined) return null;
  const others = ordered.length - 1;
  return (
    <p role="status" className="flex items-center gap-2 text-[13px]/5 text-text-2">
      <Avatar userId={first.userId} name={first.name} />
      <span>
        {first.name.split(" ")[0]} is {isWriting(first) ? "writing too" : "looking at this"}
        {others === 0 ? "" : `, ${others} more ${others === 1 ? "is" : "are"} here`}
      </span>
    </p>
  );
}

function isWriting({ where }: Mate): boolean {
  return /^(?:writing|declaring)/.test(where);
}
