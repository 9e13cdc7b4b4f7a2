import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import type { Freshness } from "../../../ui/freshness-badge.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { noticeStrings } from "../notice-strings.ts";
import type { Tone } from "../notice-wording.ts";
import type { PageDescription } from "../snapshot.ts";
import { PageHeader } from "./page-header.tsx";

export interface Fact {
  name: string;
  value: ReactNode;
}

export interface NoticeHeaderProps {
  page: PageDescription;
  freshness: Freshness;
  tone: Tone;
  title: string;
  facts: readonly Fact[];
}

/** Head of the page of one incident or maintenance: way back, state, title, when. */
export function NoticeHeader({ page, freshness, tone, title, facts }: NoticeHeaderProps) {
  return (
    <PageHeader page={page} status={tone.status} freshness={freshness} view={null}>
      <div className="pb-6 rows:pb-9">
        <p className="text-[14px] leading-5">
          <a href={`/status/${page.slug}`} className="back-link">
            <ArrowLeft size={16} strokeWidth={1.75} aria-hidden="true" />
            {noticeStrings.missing.back}
          </a>
        </p>
        <p className="mt-3 flex items-center gap-2.5 text-[15px] leading-6 font-semibold text-status-fg">
          <StatusGlyph status={tone.status} size={18} />
          {tone.label}
        </p>
        <h1 className="mt-2 max-w-[36ch] text-[25px] leading-[31px] text-balance font-semibold tracking-[-0.016em] wrap-anywhere rows:text-[30px] rows:leading-[38px]">
          {title}
        </h1>
        <dl className="header-facts">
          {facts.map(({ name, value }) => (
            <div key={name}>
              <dt className="text-[12.5px] leading-[18px] text-text-2">{name}</dt>
              <dd className="text-[15px] leading-[22px] font-semibold">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </PageHeader>
  );
}
