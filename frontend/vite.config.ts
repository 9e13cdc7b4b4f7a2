import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { themeScript } from "./src/lib/theme.ts";

/** Puts the theme script into the dashboard's head: inline, so that the first paint has the right colours. */
const inlineTheme: Plugin = {
  name: "heliograph-inline-theme",
  transformIndexHtml: () => [{ tag: "script", children: themeScript, injectTo: "head-prepend" }],
};

/** Shared by every build of `build.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), inlineTheme],
  build: { assetsInlineLimit: 0, reportCompressedSize: false },
});
