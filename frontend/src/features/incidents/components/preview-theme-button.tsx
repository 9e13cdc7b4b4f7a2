import { Moon, Sun } from "lucide-react";
import { ToolButton } from "../../../ui/tool-button.tsx";

export interface PreviewThemeButtonProps {
  isDark: boolean;
  onTheme: (isDark: boolean) => void;
}

/** Turns a preview from light to dark and back. */
export function PreviewThemeButton({ isDark, onTheme }: PreviewThemeButtonProps) {
  const Icon = isDark ? Sun : Moon;
  return (
    <ToolButton
      label={isDark ? "Show it in light" : "Show it in dark"}
      variant="secondary"
      onClick={() => onTheme(!isDark)}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
    </ToolButton>
  );
}
