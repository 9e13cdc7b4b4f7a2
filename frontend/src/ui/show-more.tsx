import { Button } from "./button.tsx";

export interface ShowMoreProps {
  /** An infinite query. */
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
  label: "Show more" | "Show older";
  /** At the bottom of a card, instead of below it. */
  isInCard?: boolean;
}

/** Fetches what comes next in a list; nothing at its end. */
export function ShowMore({ list, label, isInCard = false }: ShowMoreProps) {
  if (!list.hasNextPage) return null;
  return (
    <div className={isInCard ? "border-border border-t px-4 py-2.5" : ""}>
      <Button
        size={isInCard ? "small" : "normal"}
        isBusy={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {label}
      </Button>
    </div>
  );
}
