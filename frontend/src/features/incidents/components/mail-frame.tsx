import { useEffect, useRef, useState } from "react";
import { styleNonce } from "../../../lib/config.ts";

export interface MailFrameProps {
  /** A whole document of our own making. */
  html: string;
  isDark: boolean;
}

/** A mail as a program would show it. Nothing in it runs, and nothing in it can be pressed. */
export function MailFrame({ html, isDark }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [inner, setInner] = useState<Document | null>(null);
  const [height, setHeight] = useState(420);

  useEffect(() => {
    if (inner === null) return;
    fill(inner, html, isDark);
    const measure = () => setHeight(inner.documentElement.offsetHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(inner.documentElement);
    return () => observer.disconnect();
  }, [inner, html, isDark]);

  return (
    <iframe
      ref={frame}
      title="Preview of the mail"
      srcDoc="<!doctype html><title>Mail</title><body></body>"
      tabIndex={-1}
      height={height}
      className="block w-full border-0"
      onLoad={() => setInner(frame.current?.contentDocument ?? null)}
    />
  );
}

/**
 * The dashboard's policy, which the frame inherits, lets no style in a document's text be: styles come from script here.
 * In the mail's text quotes are escaped, so that an attribute is one.
 */
function fill(inner: Document, html: string, isDark: boolean): void {
  const quiet = html.replaceAll(' style="', ' data-style="').replace(/<style>[\s\S]*?<\/style>/, "");
  const parsed = new DOMParser().parseFromString(quiet, "text/html");
  const body = inner.importNode(parsed.body, true);
  for (const element of [body, ...body.querySelectorAll<HTMLElement>("[data-style]")]) {
    element.style.cssText = element.dataset.style ?? "";
    delete element.dataset.style;
  }
  body.inert = true;
  const style = inner.createElement("style");
  style.setAttribute("nonce", styleNonce());
  const styles = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? "";
  style.textContent = styles.replace("(prefers-color-scheme: dark)", isDark ? "all" : "not all");
  inner.head.replaceChildren(style);
  inner.documentElement.style.colorScheme = isDark ? "dark" : "light";
  inner.body.replaceWith(body);
}
