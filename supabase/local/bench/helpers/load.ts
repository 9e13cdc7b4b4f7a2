import process from "node:process";
import autocannon from "autocannon";

/** Arguments: URL, seconds. Tells its parent the requests a second, or what went wrong. */
const [url = "", seconds] = process.argv.slice(2);
const result = await autocannon({ url, connections: 50, duration: Number(seconds) });
const failures = result.errors + result.non2xx;
process.send?.(failures > 0 ? `${failures} requests failed` : result.requests.average, () => process.exit());
