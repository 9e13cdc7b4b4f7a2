import type { PlainPage as PlainPageName } from "../../../server/types.ts";
import { strings } from "../../lib/strings.ts";
import { HeliographMark } from "../../ui/heliograph-mark.tsx";
import { plainStrings } from "./plain-strings.ts";

/** The frame of a status page with nothing but one sentence in it. */
export function PlainPage({ name }: { name: PlainPageName }) {
  const { heading, text } = plainStrings[name];
  return (
    <>
      <header className="page-banner" data-status="unknown">
        <div className="page-column">
          <p className="flex h-[60px] items-center gap-2.5 text-[15px] font-semibold rows:h-[68px] rows:text-[16px]">
            <HeliographMark size={20} />
            {strings.page.madeWith}
          </p>
          <div className="pt-2 pb-7 rows:pt-[26px] rows:pb-9">
            <h1 className="text-[27px] leading-[34px] font-semibold tracking-[-0.022em] rows:text-[34px] rows:leading-10">
              {heading}
            </h1>
            <p className="mt-2 max-w-[70ch] text-[15.5px] leading-6 rows:text-[16px]">{text}</p>
          </div>
        </div>
      </header>
      <main />
    </>
  );
}
