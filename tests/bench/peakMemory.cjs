// Loaded into every Node.js process of a preview: appends its peak memory (MB) and its main module to a file.
const { appendFileSync } = require("node:fs");

process.on("exit", () => {
    const megabytes = process.resourceUsage().maxRSS / 1024;
    appendFileSync(process.env.CANARY_BENCH_MEMORY, `${megabytes.toFixed(0)} ${process.argv[1] ?? ""}\n`);
});
