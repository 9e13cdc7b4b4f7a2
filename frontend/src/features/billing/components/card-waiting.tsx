import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { billingQueries, type Card } from "../queries.ts";

const askEveryMs = 1_000;
/** Another card may be the same one again: then nothing changes, and nobody waits for it longer than this. */
const longestMs = 10_000;

export interface CardWaitingProps {
  userId: string;
  /** The card there was before; null for a first one. */
  before: Card | null;
  onStored: () => void;
}

/** Between Stripe's yes and the moment Stripe has told Heliograph. */
export function CardWaiting({ userId, before, onStored }: CardWaitingProps) {
  const [isLong, setLong] = useState(false);
  const { data: card } = useQuery({ ...billingQueries.myCard(userId), refetchInterval: askEveryMs, staleTime: 0 });
  const isStored = card !== undefined && card !== null && (isLong || isOther(card, before));

  useEffect(() => {
    const timer = setTimeout(() => setLong(true), longestMs);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (isStored) onStored();
  }, [isStored, onStored]);

  return (
    <p role="status" className="text-[14px]/6 text-text-2">
      Stripe has taken your card. Heliograph is waiting to hear of it
      {isLong ? "; that takes longer than usual. You need not do anything." : "…"}
    </p>
  );
}

function isOther(card: Card, before: Card | null): boolean {
  return before === null || card.brand !== before.brand || card.last4 !== before.last4;
}
