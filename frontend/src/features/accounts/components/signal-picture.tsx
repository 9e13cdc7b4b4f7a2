import { useEffect, useRef } from "react";
import { cellAt, columnPitch, rowPitch, unitMs } from "./signal-cells.ts";

/** The moment that stands still for those who want no movement: the whole word is on its way. */
const stillMs = unitMs * 27.5;
const barWidth = 3;

/** A heliograph that flashes "OK". Decoration: what holds it hides it from assistive technology. */
export function SignalPicture() {
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (element === null || context === null || context === undefined) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    let timer: ReturnType<typeof setInterval> | undefined;

    function draw(timeMs: number) {
      if (element === null || context === null || context === undefined) return;
      const { clientWidth: width, clientHeight: height } = element;
      const scale = devicePixelRatio || 1;
      const isResized = element.width !== Math.round(width * scale) || element.height !== Math.round(height * scale);
      if (isResized) {
        element.width = Math.round(width * scale);
        element.height = Math.round(height * scale);
      }
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, width, height);
      const mirrorX = Math.round(width * 0.31);
      const mirrorY = Math.round(height * 0.68);
      for (let y = 13; y < height - 90; y += rowPitch) {
        // Towards the words below the picture goes out.
        context.globalAlpha = Math.min(1, (height - 90 - y) / 120);
        for (let x = 6; x < width; x += columnPitch) {
          const cell = cellAt(x, y, mirrorX, mirrorY, timeMs);
          context.fillStyle = cell.colour;
          context.beginPath();
          context.roundRect(x - barWidth / 2, y - cell.height / 2, barWidth, cell.height, 1.5);
          context.fill();
        }
      }
    }

    function start() {
      clearInterval(timer);
      draw(stillMs);
      if (calm.matches) return;
      const startedAt = performance.now();
      timer = setInterval(() => draw(stillMs + performance.now() - startedAt), unitMs / 2);
    }

    const redraw = new ResizeObserver(() => draw(stillMs));
    redraw.observe(element);
    calm.addEventListener("change", start);
    start();
    return () => {
      clearInterval(timer);
      redraw.disconnect();
      calm.removeEventListener("change", start);
    };
  }, []);

  return <canvas ref={canvas} className="block size-full" />;
}
