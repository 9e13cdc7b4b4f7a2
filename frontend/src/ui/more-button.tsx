import { Ellipsis } from "lucide-react";
import { ToolButton, type ToolButtonProps } from "./tool-button.tsx";

export type MoreButtonProps = Omit<ToolButtonProps, "children">;

/** Opens the menu of what can be done with something: three dots. */
export function MoreButton(props: MoreButtonProps) {
  return (
    <ToolButton {...props}>
      <Ellipsis size={16} strokeWidth={1.75} aria-hidden="true" />
    </ToolButton>
  );
}
