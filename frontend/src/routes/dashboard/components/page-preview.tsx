import { Monitor, Moon, Smartphone, Sun } from "lucide-react";
import { useState } from "react";
import { ComponentList } from "../../../features/pages/components/component-list.tsx";
import { PageAnnouncement } from "../../../features/pages/components/page-announcement.tsx";
import { PageBanner } from "../../../features/pages/components/page-banner.tsx";
import { PageFooter } from "../../../features/pages/components/page-footer.tsx";
import type { PageSnapshot } from "../../../features/pages/snapshot.ts";
import type { PageValues } from "../../../features/status-pages/page-form.ts";
import { previewOf } from "../../../features/status-pages/preview.ts";
import { timeNear } from "../../../lib/format.ts";
import { mobileQuery } from "../../../lib/use-media.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Segmented } from "../../../ui/segmented.tsx";
import { tenantCss } from "../../public/tenant-theme.ts";
import { PreviewFrame } from "./preview-frame.tsx";

export interface PagePreviewProps {
  stored: PageSnapshot;
  values: PageValues;
  logoUrl: string | null;
}

const sizes = { desktop: { width: 1200, height: 1120 }, mobile: { width: 390, height: 760 } } as const;
type Size = keyof typeof sizes;
type Theme = "light" | "dark";

const icon = { size: 15, strokeWidth: 1.75, "aria-hidden": true } as const;

/** The page as visitors will see it. */
export function PagePreview({ stored, values, logoUrl }: PagePreviewProps) {
  const [size, setSize] = useState<Size>(() => (matchMedia(mobileQuery).matches ? "mobile" : "desktop"));
  const [theme, setTheme] = useState<Theme>(() =>
    values.theme === "system" ? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light") : values.theme,
  );
  const { snapshot, missing, removed } = previewOf(stored, values, logoUrl);
  const { page } = snapshot;
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Preview">
        <Segmented<Size>
          label="Width"
          value={size}
          options={[
            { value: "desktop", label: <Labelled icon={<Monitor {...icon} />} text="Desktop" /> },
            { value: "mobile", label: <Labelled icon={<Smartphone {...icon} />} text="Mobile" /> },
          ]}
          onChange={setSize}
        />
        <Segmented<Theme>
          label="Theme"
          value={theme}
          options={[
            { value: "light", label: <Labelled icon={<Sun {...icon} />} text="Light" /> },
            { value: "dark", label: <Labelled icon={<Moon {...icon} />} text="Dark" /> },
          ]}
          onChange={setTheme}
        />
      </CardHeader>
      <Notes missing={missing} removed={removed} />
      <div className={size === "mobile" ? "mx-auto max-w-[390px] border-border border-x" : ""}>
        <PreviewFrame title="Preview of the status page" theme={theme} css={tenantCss(page)} {...sizes[size]}>
          <PageBanner
            key={page.logo_url}
            snapshot={snapshot}
            freshness={{ kind: "at", time: timeNear(snapshot.generated_at, snapshot.generated_at, page.time_zone) }}
          />
          <main className="page-column">
            {page.announcement === null ? null : <PageAnnouncement text={page.announcement} />}
            <ComponentList snapshot={snapshot} />
          </main>
          <PageFooter snapshot={snapshot} snapshotUrl="" />
        </PreviewFrame>
      </div>
    </Card>
  );
}

function Labelled({ icon: mark, text }: { icon: React.ReactNode; text: string }) {
  return (
    <span className="flex items-center gap-1.5">
      {mark}
      <span className="max-tablet:sr-only">{text}</span>
    </span>
  );
}

/** What the preview cannot know before publishing. */
function Notes({ missing, removed }: { missing: number; removed: number }) {
  const notes = [
    ...(missing > 0
      ? [
          `${missing} ${missing === 1 ? "component appears" : "components appear"} with ${missing === 1 ? "its" : "their"} history when you publish.`,
        ]
      : []),
    ...(removed > 0 ? ["The state at the top follows when you publish."] : []),
  ];
  if (notes.length === 0) return null;
  return (
    <p className="border-border border-b bg-inset px-4 py-2 text-[12.5px]/[18px] text-text-2">{notes.join(" ")}</p>
  );
}
