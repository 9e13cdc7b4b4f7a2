import type { ComponentStatus } from "./status.ts";

/** Every sentence of the public page. Dates and numbers arrive formatted; English is the first language. */
export const strings = {
  status: {
    operational: "Operational",
    degraded_performance: "Degraded",
    partial_outage: "Partial outage",
    major_outage: "Major outage",
    under_maintenance: "Maintenance",
    unknown: "No data",
  } satisfies Record<ComponentStatus, string>,
  /** After a number or inside a sentence. */
  statusInSentence: {
    operational: "operational",
    degraded_performance: "degraded",
    partial_outage: "partial outage",
    major_outage: "major outage",
    under_maintenance: "maintenance",
    unknown: "no data",
  } satisfies Record<ComponentStatus, string>,

  state: {
    none: "All systems operational",
    minor: "Degraded performance",
    major: "Partial outage",
    critical: "Major outage",
    maintenance: "Under maintenance",
    empty: "This page has no components yet",
    unknown: (count: number) => (count === 1 ? "No data for 1 component" : `No data for ${count} components`),
  },
  sentence: {
    allWorking: "Every component is working.",
    allUnknown: "No check has reported lately, so whether they work is not known.",
    everythingElse: "Everything else is working.",
    openIncidents: (count: number) =>
      count === 1 ? "1 incident is still open." : `${count} incidents are still open.`,
    empty: "They appear here as soon as the team adds them.",
    /** Worded so that no verb has to agree with a name that may itself contain "and". */
    hit: {
      degraded_performance: (names: string) => `Degraded performance of ${names}.`,
      partial_outage: (names: string) => `Partial outage of ${names}.`,
      major_outage: (names: string) => `Major outage of ${names}.`,
      under_maintenance: (names: string) => `Maintenance of ${names} is in progress.`,
      unknown: (names: string) => `No data from ${names}.`,
    },
    all: (count: number) => `all ${count} components`,
    /** "A", "A and B", "A, B and C", "A, B and 4 more" */
    names: (names: readonly string[]) => {
      const shown = names.length > 3 ? names.slice(0, 2) : names.slice(0, 3);
      const hidden = names.length - shown.length;
      const parts = hidden > 0 ? [...shown, `${hidden} more`] : shown;
      return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
    },
  },

  page: {
    status: "Status",
    skip: "Skip to components",
    components: "Components",
    counts: "Components by status",
    legend: "What the bars mean",
    announcement: "Announcement",
    timesIn: (zone: string, offset: string) =>
      zone === offset ? `Times in ${zone}.` : `Times in ${zone.replaceAll("_", " ")} (${offset}).`,
    json: "JSON API",
    madeWith: "Heliograph",
    documentTitle: (state: string, title: string) => `${state} · ${title} Status`,
    views: "Views",
    current: "Current",
    history: "History",
    subscribe: "Subscribe",
    menu: "Menu",
  },
  columns: {
    daysAgo: (count: number) => `${count} days ago`,
    daysToToday: (count: number) => `${count} days to today`,
    today: "Today",
    uptime: "Uptime",
    latency: "p95, 24 h",
    now: "Now",
  },
  group: {
    allOperational: "All operational",
    affected: (count: number, total: number) => `${count} of ${total} affected`,
    underMaintenance: (count: number) => `${count} under maintenance`,
    noData: (count: number) => `No data for ${count}`,
  },
  row: {
    noUptime: "–",
    noUptimeLong: "no uptime data",
    responseTime: "Response time, 95th percentile:",
  },
  about: {
    since: (time: string) => `since ${time}`,
    cause: {
      manual: "Set by the team.",
      monitor: "Decided by automatic checks.",
      incident: "Follows an open incident.",
      maintenance: "Follows a maintenance window.",
      none: "Not watched by automatic checks.",
    } satisfies Record<string, string>,
    noReport: "No check has reported yet.",
    days: "Days with trouble",
    calmDays: (count: number) => `No trouble in the last ${count} days.`,
  },
  bars: {
    label: (name: string, count: number) => `${name}, last ${count} days`,
    summary: (name: string, count: number, uptime: string | null) =>
      uptime === null ? `${name}, last ${count} days: no data` : `${name}, last ${count} days: ${uptime} uptime`,
    day: (day: string, status: string, time: string | null) =>
      time === null ? `${day}: ${status}` : `${day}: ${status}, ${time}`,
    noRecord: "No data for this day",
    incidents: (count: number) => (count === 1 ? "1 incident" : `${count} incidents`),
    soFar: "So far today",
  },
  freshness: {
    live: "Live",
    reconnecting: "Reconnecting",
    offline: "Offline",
    updatedAgo: (age: string) => `updated ${age} ago`,
    from: (time: string) => `from ${time}`,
    updatedAt: (time: string) => `Updated ${time}`,
  },
  theme: {
    system: "Theme: system",
    light: "Theme: light",
    dark: "Theme: dark",
  },
  announce: {
    change: (name: string, status: string) => `${name}: ${status}`,
    many: (count: number) => `${count} components changed`,
    opened: (title: string) => `New incident: ${title}`,
    updated: (title: string, status: string) => `${title}: ${status}`,
    step: {
      investigating: "investigating",
      identified: "identified",
      monitoring: "monitoring",
      resolved: "resolved",
      postmortem: "postmortem published",
    },
    planned: (title: string) => `Maintenance planned: ${title}`,
    begun: (title: string) => `Maintenance has begun: ${title}`,
    separator: ". ",
  },
} as const;
