import { type ReactNode, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { styleNonce } from "../../../lib/config.ts";
import { useWidth } from "../../../lib/use-width.ts";
import publicCss from "../../public/public.css?inline";

export interface PreviewFrameProps {
  /** Accessible name. */
  title: string;
  /** Width of the window that is imitated (CSS pixels); a wider one than the place is shrunk. */
  width: number;
  height: number;
  theme: "light" | "dark";
  /** Rules of the tenant's own colours; "" for none. */
  css: string;
  children: ReactNode;
}

/**
 * A window of its own for the public page's components: its media queries see the imitated width and its styles meet
 * none of the dashboard's. What is inside is a picture: nothing in it can be pressed.
 */
export function PreviewFrame({ title, width, height, theme, css, children }: PreviewFrameProps) {
  const box = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const available = useWidth(box);
  const [body, setBody] = useState<HTMLElement | null>(null);
  const scale = available === 0 ? 1 : Math.min(1, available / width);

  useEffect(() => {
    const inner = body?.ownerDocument;
    if (inner === undefined) return;
    inner.documentElement.dataset.theme = theme;
    inner.documentElement.lang = "en";
    inner.documentElement.classList.add("js");
    setStyle(inner, "page", publicCss);
    setStyle(inner, "tenant", css);
  }, [body, theme, css]);

  return (
    <div ref={box} className="overflow-hidden" style={{ height: height * scale }}>
      <iframe
        ref={frame}
        title={title}
        srcDoc="<!doctype html><title>Preview</title><body></body>"
        width={width}
        height={height}
        className="block border-0 bg-canvas"
        style={{ transform: `scale(${scale})`, transformOrigin: "0 0", marginInline: "auto" }}
        onLoad={() => setBody(frame.current?.contentDocument?.body ?? null)}
      />
      {body === null ? null : createPortal(<div inert>{children}</div>, body)}
    </div>
  );
}

function setStyle(inner: Document, id: string, text: string): void {
  let style = inner.getElementById(id);
  if (style === null) {
    style = inner.createElement("style");
    style.id = id;
    // The frame inherits the dashboard's policy.
    style.setAttribute("nonce", styleNonce());
    inner.head.append(style);
  }
  if (style.textContent !== text) style.textContent = text;
}
