import { useEffect, useRef, useState } from "react";

const flashMs = 1_200;

/** Class of a row that shows a live change once: "flash" for 1.2 s after `value` changes, "" otherwise. */
export function useFlash(value: unknown): string {
  const last = useRef(value);
  const [isNew, setNew] = useState(false);
  useEffect(() => {
    if (Object.is(last.current, value)) return;
    last.current = value;
    setNew(true);
    const timer = setTimeout(() => setNew(false), flashMs);
    return () => clearTimeout(timer);
  }, [value]);
  return isNew ? "flash" : "";
}
