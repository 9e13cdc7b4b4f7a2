import { historyHref } from "../src/features/pages/history-href.ts";
import type { HistoryBody, NoticeBody, NoticeFrame } from "../src/features/pages/notice-bodies.ts";
import { calendarDate } from "../src/lib/calendar.ts";
import { addMonths, monthOf } from "../src/lib/dates.ts";
import { ByteCache } from "./byte-cache.ts";
import { maintenanceCalendar } from "./icalendar.ts";
import { incidentBody, maintenanceBody } from "./notice-rows.ts";
import type { NoticeSource } from "./notice-source.ts";
import type { PageEntry } from "./page-cache.ts";
import type { PreparedDocument } from "./responses.ts";
import type { SnapshotRow } from "./upstream.ts";

/** What a page has beside itself, and in which form it is asked for. */
export interface NoticeAddress {
  slug: string;
  kind: "incident" | "maintenance" | "history";
  /** Of the incident or maintenance; "" for the history. */
  id: string;
  format: "html" | "json" | "ics";
}

const folders = { incidents: "incident", maintenance: "maintenance" } as const;
const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const noticePath = new RegExp(`^/status/([a-z0-9-]{1,63})/(incidents|maintenance)/(${uuid})(\\.json|\\.ics)?/?$`);
const historyPath = /^\/status\/([a-z0-9-]{1,63})\/history(\.json)?\/?$/;

/** Which of a page's other views a path names; null for any other path. */
export function readNoticePath(path: string): NoticeAddress | null {
  const history = historyPath.exec(path);
  if (history?.[1] !== undefined) {
    return { slug: history[1], kind: "history", id: "", format: history[2] === undefined ? "html" : "json" };
  }
  const [, slug, folder, id, ending] = noticePath.exec(path) ?? [];
  if (slug === undefined || id === undefined) return null;
  const kind = folder === "incidents" ? folders.incidents : folders.maintenance;
  if (ending === ".ics") return kind === "maintenance" ? { slug, kind, id, format: "ics" } : null;
  return { slug, kind, id, format: ending === ".json" ? "json" : "html" };
}

export interface NoticePaths {
  /** Query included. */
  html: string;
  json: string;
}

/** A body in the three forms it is served in. */
export interface NoticeDocuments {
  html: PreparedDocument;
  json: PreparedDocument;
  ics: PreparedDocument | null;
}

export interface NoticePagesOptions {
  source: NoticeSource;
  /** Makes the documents of a body. */
  prepare: (
    body: NoticeBody,
    page: PageEntry<unknown>,
    paths: NoticePaths,
    calendar: string | null,
  ) => Promise<NoticeDocuments>;
  siteUrl: string | undefined;
  maxBytes?: number;
}

/** Documents of a page's other views, made once per state of the page and kept while there is room. */
export class NoticePages {
  readonly #options: NoticePagesOptions;
  readonly #known: ByteCache<NoticeDocuments>;

  constructor(options: NoticePagesOptions) {
    this.#options = options;
    this.#known = new ByteCache(options.maxBytes ?? 32 * 1024 * 1024);
  }

  /**
   * The documents at an address; null when the page has nothing there.
   * @throws when the database cannot be asked, or may not be
   */
  async get(address: NoticeAddress, query: URLSearchParams, page: PageEntry<unknown>): Promise<NoticeDocuments | null> {
    const { row, offlineSince } = page;
    const choice = address.kind === "history" ? historyChoice(row, query) : null;
    const key = [
      row.snapshot.page.id,
      address.slug,
      row.etag,
      offlineSince,
      address.kind,
      address.id,
      choice?.month,
      choice?.component,
    ]
      .map((part) => part ?? "")
      .join(" ");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = choice === null ? await this.#notice(address, page) : await this.#history(choice, page);
    if (made !== null) this.#known.set(key, made, made.html.bytes + made.json.bytes);
    return made;
  }

  async #notice({ kind, id, slug }: NoticeAddress, page: PageEntry<unknown>): Promise<NoticeDocuments | null> {
    const { source, prepare, siteUrl } = this.#options;
    const html = `/status/${slug}/${kind === "incident" ? "incidents" : "maintenance"}/${id}`;
    const paths = { html, json: `${html}.json` };
    if (kind === "incident") {
      const row = await source.incident(page.row, id);
      return row === null ? null : prepare(incidentBody(row, frameOf(page.row)), page, paths, null);
    }
    const row = await source.maintenance(page.row, id);
    if (row === null) return null;
    const calendar = maintenanceCalendar(row, siteUrl === undefined ? null : new URL(html, siteUrl).href);
    return prepare(maintenanceBody(row, frameOf(page.row)), page, paths, calendar);
  }

  async #history({ month, component, lastMonth }: HistoryChoice, page: PageEntry<unknown>): Promise<NoticeDocuments> {
    const { source, prepare } = this.#options;
    const { row } = page;
    const months = [addMonths(month, -2), addMonths(month, -1), month];
    const found = (await Promise.all(months.toReversed().map((one) => source.month(row, one)))).flat();
    const unique = [...new Map(found.map((entry) => [entry.id, entry])).values()];
    const body: HistoryBody = {
      ...frameOf(row),
      kind: "history",
      month,
      months,
      last_month: lastMonth,
      component_id: component,
      components: row.snapshot.components.map(({ id, name }) => ({ id, name })),
      entries: unique.filter(({ component_ids: ids }) => component === null || ids.includes(component)),
    };
    const html = historyHref(body, month);
    return prepare(body, page, { html, json: html.replace("/history?", "/history.json?") }, null);
  }
}

interface HistoryChoice {
  month: string;
  component: string | null;
  lastMonth: string;
}

/** What a query asks for, as far as it makes sense: anything else is this month, or all components. */
function historyChoice({ snapshot }: SnapshotRow, query: URLSearchParams): HistoryChoice {
  const zone = snapshot.page.time_zone;
  const current = monthOf(calendarDate(snapshot.generated_at, zone));
  const planned = snapshot.maintenances.map(({ scheduled_for: at }) => monthOf(calendarDate(at, zone)));
  const lastMonth = [current, ...planned].toSorted().at(-1) ?? current;
  const wanted = query.get("month") ?? "";
  const isKnown = /^\d{4}-(?:0[1-9]|1[0-2])$/.test(wanted) && wanted >= "2000-03" && wanted <= lastMonth;
  const component = snapshot.components.find(({ id }) => id === query.get("component"))?.id ?? null;
  return { month: isKnown ? wanted : current, component, lastMonth };
}

function frameOf({ snapshot }: SnapshotRow): NoticeFrame {
  const { version, generated_at, page, status } = snapshot;
  return { version, generated_at, page, status_now: status.status };
}
