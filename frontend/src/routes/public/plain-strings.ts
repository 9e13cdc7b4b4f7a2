/** What the pages without data say; apart from the rest, because no browser needs it. */
export const plainStrings = {
  missing: {
    title: "Page not found",
    heading: "This page does not exist or is not public",
    text: "Check the address. If the page is private, ask its owner for access.",
  },
  unavailable: {
    title: "Status not available",
    heading: "The status is not available right now",
    text: "This server cannot reach its data and has no earlier copy of the page. Try again in a minute.",
  },
  landing: {
    title: "Heliograph",
    heading: "Heliograph serves status pages here",
    text: "Each page has its own address: /status/ followed by its name.",
  },
} as const;
