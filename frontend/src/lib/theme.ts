export type Theme = "system" | "light" | "dark";

const storageKey = "heliograph-theme";
const order = ["system", "light", "dark"] as const satisfies readonly Theme[];
const listeners = new Set<() => void>();
/** Holds the choice for this page view where storage is switched off. */
let chosen: Theme | null = null;

/** The theme after this one, as the button cycles through them. */
export function nextTheme(theme: Theme): Theme {
  return order[(order.indexOf(theme) + 1) % order.length] ?? "system";
}

/** The visitor's own choice on this device, or null. */
export function readTheme(): Theme | null {
  try {
    const stored = localStorage.getItem(storageKey);
    return order.find((theme) => theme === stored) ?? chosen;
  } catch {
    return chosen;
  }
}

/** Keeps the visitor's choice and applies it. */
export function writeTheme(theme: Theme): void {
  chosen = theme;
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // Storage is switched off: `chosen` holds it.
  }
  applyTheme(document.documentElement, theme);
  for (const listener of listeners) listener();
}

/** Tells when the choice changes. @returns how to stop */
export function subscribeTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function applyTheme(root: HTMLElement, theme: Theme): void {
  if (theme === "system") root.removeAttribute("data-theme");
  else root.dataset.theme = theme;
}

/**
 * Runs in the head before the first paint: marks that JavaScript works and applies the visitor's choice. Constant, so
 * that the content security policy can name it by its hash.
 */
export const themeScript = `(function(r){r.classList.add("js");try{var t=localStorage.getItem("${storageKey}");if(t==="light"||t==="dark")r.setAttribute("data-theme",t);else if(t==="system")r.removeAttribute("data-theme")}catch(e){}})(document.documentElement)`;
