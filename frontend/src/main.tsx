import "./routes/dashboard/dashboard.css";
import { startApp } from "./app/start.tsx";

const root = document.getElementById("root");
if (root !== null) {
  startApp(root).catch((error: unknown) => {
    root.setAttribute("role", "alert");
    root.className = "p-8";
    root.textContent = error instanceof Error ? error.message : "The dashboard could not start.";
  });
}
