import type { HistoryBody } from "../../features/pages/notice-bodies.ts";
import { HistoryPage } from "./history-page.tsx";
import { hydrate } from "./hydrate.tsx";
import "./public.css";

hydrate<HistoryBody>((data) => <HistoryPage data={data} />);
