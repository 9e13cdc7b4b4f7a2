/**
 * Keeps a copy of this page in the browser for the day when the network or the server is gone. Waits until the page
 * is loaded and idle: the copy is for the next visit.
 */
export function registerServiceWorker(): void {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  const register = async () => {
    try {
      await navigator.serviceWorker.register("/sw.js", { scope: "/status/" });
      const { active } = await navigator.serviceWorker.ready;
      const assets = performance.getEntriesByType("resource").map(({ name }) => name);
      active?.postMessage({ type: "keep", urls: [location.href, ...assets] });
    } catch {
      // Refused by the browser's settings: the page works the same without it.
    }
  };
  const whenIdle = () => setTimeout(register, 2_000);
  if (document.readyState === "complete") whenIdle();
  else window.addEventListener("load", whenIdle, { once: true });
}
