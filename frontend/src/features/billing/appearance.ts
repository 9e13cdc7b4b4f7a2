import type { Appearance } from "@stripe/stripe-js";

/** Stripe's names of what our tokens say. Its form stands in a frame, where our style sheet does not reach. */
const variables = {
  colorPrimary: "--accent",
  colorBackground: "--surface",
  colorText: "--text",
  colorTextSecondary: "--text-2",
  colorTextPlaceholder: "--text-3",
  colorDanger: "--status-major_outage-fg",
  borderColor: "--border-strong",
  borderRadius: "--radius-control",
} as const;

/**
 * How Stripe's form is to look now. Custom properties hold `light-dark()`, so each is read as a used colour.
 * @param probe an element of the page
 */
export function readAppearance(probe: HTMLElement): Appearance {
  const style = getComputedStyle(probe);
  const before = probe.style.color;
  const read = ([name, token]: readonly [string, string]): [string, string] => {
    if (name === "borderRadius") return [name, style.getPropertyValue(token).trim()];
    probe.style.color = `var(${token})`;
    return [name, style.color];
  };
  const { borderColor = "", ...values } = Object.fromEntries(Object.entries(variables).map(read));
  probe.style.color = before;
  return {
    theme: "stripe",
    variables: { ...values, fontFamily: style.fontFamily, fontSizeBase: "15px" },
    rules: { ".Input": { border: `1px solid ${borderColor}`, boxShadow: "none" }, ".Label": { fontWeight: "500" } },
  };
}
