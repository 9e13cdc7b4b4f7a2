import { useEffect, useRef, useState } from "react";
import { clearDraft, readDraft, saveDraft } from "../../../lib/drafts.ts";
import { isSameCriteria, type Rule, readCriteria, writeCriteria } from "../criteria.ts";

export interface CriteriaDraft {
  rules: Rule[];
  isDirty: boolean;
  /** When the shown draft was kept (ms since the epoch), if it came from an earlier visit. */
  restoredAt: number | null;
  /** Somebody stored other rules since this draft began. */
  isOutdated: boolean;
  change(rules: Rule[]): void;
  /** Shows what is stored. */
  discard(): void;
  /** The draft stays and will replace what somebody stored meanwhile. */
  keepMine(): void;
  /** These rules are stored now. */
  stored(rules: Rule[]): void;
}

/** Rules while they are edited: kept on this device until they are saved, aware of newer ones from others. */
export function useCriteriaDraft(userId: string, monitorId: string, criteria: unknown): CriteriaDraft {
  const name = `criteria:${monitorId}`;
  const serverText = JSON.stringify(criteria);
  const [base, setBase] = useState(serverText);
  const [edited, setEdited] = useState<Rule[] | null>(() => {
    const draft = readDraft(userId, name);
    return draft === null ? null : readCriteria(draft.values);
  });
  const [restoredAt, setRestoredAt] = useState(() => readDraft(userId, name)?.savedAt ?? null);
  // Keys of rules must survive a refetch that brings the same rules.
  const server = useRef({ text: serverText, rules: readCriteria(criteria) });
  if (server.current.text !== serverText) server.current = { text: serverText, rules: readCriteria(criteria) };
  const isDirty = edited !== null && !isSameCriteria(edited, server.current.rules);

  useEffect(() => {
    if (edited === null) setBase(serverText);
  }, [edited, serverText]);

  function change(rules: Rule[]) {
    setEdited(rules);
    saveDraft(userId, name, writeCriteria(rules));
  }

  function forget() {
    clearDraft(userId, name);
    setEdited(null);
    setRestoredAt(null);
  }

  return {
    rules: edited ?? server.current.rules,
    isDirty,
    restoredAt: isDirty ? restoredAt : null,
    isOutdated: isDirty && base !== serverText,
    change,
    discard: forget,
    keepMine: () => setBase(serverText),
    stored: (rules) => {
      server.current = { text: JSON.stringify(writeCriteria(rules)), rules };
      forget();
    },
  };
}
