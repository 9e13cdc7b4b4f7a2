import { createElement, type SVGProps } from "react";

interface IconShape {
  /** Elements with their attributes, drawn on a grid of 24. */
  node: [name: string, attributes: Record<string, string>][];
}

interface IconProps extends SVGProps<SVGSVGElement> {
  size?: number;
}

/**
 * Stands in for Lucide's own wrapper in the public build: the same pictures without the context, the class names and the
 * options that a status page does not use, which are 2 kB of every first load.
 */
export default function createLeanIcon({ node }: IconShape) {
  return ({ size = 24, ...props }: IconProps) =>
    createElement(
      "svg",
      {
        width: size,
        height: size,
        viewBox: "0 0 24 24",
        fill: "none",
        stroke: "currentColor",
        strokeWidth: 2,
        strokeLinecap: "round",
        strokeLinejoin: "round",
        ...props,
      },
      ...node.map(([name, attributes]) => createElement(name, attributes)),
    );
}
