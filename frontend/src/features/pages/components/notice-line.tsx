import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { noticeStrings } from "../notice-strings.ts";
import { glyphOf, type NoticeImpact } from "../notices.ts";

export interface NoticeLineProps {
  href: string;
  title: string;
  /** "maintenance" wears the wrench. */
  impact: NoticeImpact;
  /** When, already in words. */
  time: string;
  children: string;
}

/** One incident or maintenance in a list of days: shape, title, a few words, when. */
export function NoticeLine({ href, title, impact, time, children }: NoticeLineProps) {
  return (
    <li className="notice-line">
      <span className="pt-[3px]">
        <StatusGlyph status={glyphOf(impact)} label={labelOf(impact)} />
      </span>
      <div className="min-w-0">
        <a href={href} className="plain-link font-semibold wrap-anywhere">
          {title}
        </a>
        <p className="mt-0.5 max-w-[78ch] text-text-2 wrap-anywhere">{children}</p>
      </div>
      <p className="text-[13px] leading-5 text-text-3">{time}</p>
    </li>
  );
}

function labelOf(impact: NoticeImpact): string {
  return impact === "maintenance" ? noticeStrings.maintenance.heading : noticeStrings.impact[impact];
}
