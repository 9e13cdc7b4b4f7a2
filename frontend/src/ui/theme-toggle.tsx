import { Moon, Sun, SunMoon } from "lucide-react";
import { useSyncExternalStore } from "react";
import { strings } from "../lib/strings.ts";
import { nextTheme, readTheme, subscribeTheme, type Theme, writeTheme } from "../lib/theme.ts";
import { IconButton } from "./icon-button.tsx";

const icons = { system: SunMoon, light: Sun, dark: Moon } satisfies Record<Theme, unknown>;

export interface ThemeToggleProps {
  /** What applies until the visitor chooses. */
  initial: Theme;
}

/** Cycles system, light, dark. Shown only where JavaScript runs (class `js-only`); the place is kept free for it. */
export function ThemeToggle({ initial }: ThemeToggleProps) {
  const theme = useSyncExternalStore(
    subscribeTheme,
    () => readTheme() ?? initial,
    () => initial,
  );
  const Icon = icons[theme];
  return (
    <IconButton className="js-only" label={strings.theme[theme]} onClick={() => writeTheme(nextTheme(theme))}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
    </IconButton>
  );
}
