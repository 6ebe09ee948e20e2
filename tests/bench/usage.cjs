// Loaded into a Node.js process: writes its user CPU time (ms) and its peak memory (MB) to a file when it ends.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
    const { userCPUTime, maxRSS } = process.resourceUsage();
    const usage = { milliseconds: userCPUTime / 1000, megabytes: maxRSS / 1024 };
    writeFileSync(process.env.CANARY_BENCH_USAGE, JSON.stringify(usage));
});
