import { useEffect, useRef, useState } from "react";
import { calendarDate } from "../../../lib/calendar.ts";
import type { PageSnapshot } from "../snapshot.ts";
import { fillAges } from "./age.tsx";
import type { NoticeSections } from "./notice-sections.tsx";

type Part = keyof NoticeSections;

export interface LateSectionProps {
  part: Part;
  snapshot: PageSnapshot;
  /** Given where the HTML is made; absent in the browser, which keeps that HTML until something in it changes. */
  sections: NoticeSections | null;
}

/**
 * A part of the page whose HTML stands as the server made it, until what it shows is no longer the same. Only then is
 * its code (and that of the Markdown in it) worth loading.
 */
export function LateSection({ part, snapshot, sections }: LateSectionProps) {
  const shown = useRef(contentOf(part, snapshot));
  const [loaded, setLoaded] = useState(sections);
  const content = contentOf(part, snapshot);
  const isDue = loaded === null && content !== shown.current;

  useEffect(() => {
    if (!isDue) return;
    let isWanted = true;
    import("./notice-sections.tsx").then(
      ({ noticeSections }) => isWanted && setLoaded(noticeSections),
      // The network is away, or a newer build has taken the file's place: what stands here stays, marked by its times.
      () => {},
    );
    return () => {
      isWanted = false;
    };
    // A load that failed is tried again with the next change.
  }, [isDue, content]);
  useEffect(() => {
    if (loaded !== null) fillAges();
  });

  // An empty inner HTML is what makes React leave the server's alone.
  if (loaded === null) {
    return <div dangerouslySetInnerHTML={{ __html: "" }} suppressHydrationWarning />;
  }
  const Section = loaded[part];
  return (
    <div>
      <Section snapshot={snapshot} />
    </div>
  );
}

/** What a section is made from, to be compared: names of components, days and its own facts. */
function contentOf(part: Part, snapshot: PageSnapshot): string {
  const day = calendarDate(snapshot.generated_at, snapshot.page.time_zone);
  const names = part === "past" ? [] : snapshot.components.map(({ id, name }) => [id, name]);
  const open = part === "past" ? snapshot.incidents.map(({ id, title, status }) => [id, title, status]) : [];
  return JSON.stringify([day, names, open, snapshot[part]]);
}
