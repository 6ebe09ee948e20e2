import assert from "node:assert/strict";
import { get } from "node:http";
import { poll } from "../../../scripts/local/poll";

/** Sends a request to the app through the ingress on a new connection; resolves to the version or the error. */
export function askVersion(url: string, host: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
    return new Promise((resolve) => {
        const request = get(url, { headers: { host, ...more }, agent: false }, (response) => {
            let body = "";
            response.setEncoding("utf8");
            response.on("data", (chunk: string) => {
                body += chunk;
            });
            response.on("end", () => {
                const { statusCode = 0 } = response;
                resolve(
                    statusCode === 200 ? (JSON.parse(body) as { version: string }).version : `status ${statusCode}`,
                );
            });
        });
        request.setTimeout(5_000, () => request.destroy(new Error("no answer for 5 s")));
        request.on("error", (error) => {
            resolve(error.message);
        });
    });
}

/** Sends requests at a rate per second, whatever the answers, until the returned function is called. */
export function sendAtRate(url: string, rate: number, headers: Readonly<Record<string, string>>): () => void {
    const timer = setInterval(() => {
        get(url, { headers, agent: false }, (response) => response.resume()).on("error", () => undefined);
    }, 1000 / rate);
    return () => {
        clearInterval(timer);
    };
}

/** Sends requests with `headers`, and counts the answers by version. */
export async function countVersions(
    url: string,
    host: string,
    requests: number,
    headers: Readonly<Record<string, string>> = {},
): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (let asked = 0; asked < requests; asked++) {
        const version = await askVersion(url, host, headers);
        counts.set(version, (counts.get(version) ?? 0) + 1);
    }
    return counts;
}

/** Waits until `requests` answers in a row come from one version: nginx applies a written weight with a delay. */
export async function onlyAnswers(
    url: string,
    host: string,
    version: string,
    requests: number,
    headers: Readonly<Record<string, string>> = {},
): Promise<void> {
    await poll(`${requests} answers of ${host} in a row from ${version}`, 30, async () => {
        const counts = await countVersions(url, host, requests, headers);
        if (counts.get(version) === requests) {
            return true;
        }
        throw new Error(JSON.stringify(Object.fromEntries(counts)));
    });
}

/**
 * Sends rounds of requests until the share of a version in one round matches the weight, or `over` returns true.
 *
 * @returns whether one round had the share, and the last round's count
 */
export async function shareReached(
    ask: () => Promise<Map<string, number>>,
    { version, weight, requests }: { version: string; weight: number; requests: number },
    over: () => boolean,
): Promise<{ reached: boolean; count: number }> {
    const share = weight / 100;
    // Five standard deviations: a false alarm in less than one of a million rounds.
    const bound = 5 * Math.sqrt(requests * share * (1 - share));
    for (;;) {
        const count = (await ask()).get(version) ?? 0;
        const reached = Math.abs(count - requests * share) <= bound;
        if (reached || over()) {
            return { reached, count };
        }
    }
}

/** Asks a URL again and again while `work` runs, and then `more` times; counts the answers by version or error. */
export async function answersDuring(
    work: Promise<unknown>,
    url: string,
    host: string,
    more = 0,
): Promise<ReadonlyMap<string, number>> {
    let left = Infinity;
    const counts = new Map<string, number>();
    const ask = async () => {
        for (; left > 0; left -= 1) {
            const answer = await askVersion(url, host);
            counts.set(answer, (counts.get(answer) ?? 0) + 1);
        }
    };
    const asking = ask();
    await work.finally(() => {
        left = more;
    });
    await asking;
    return counts;
}

/** Asks each URL again and again while `work` runs; returns all answers that are not `version`. */
export async function othersDuring(
    work: Promise<unknown>,
    urls: readonly string[],
    host: string,
    version: string,
): Promise<string[]> {
    let over = false;
    const ask = async (url: string) => {
        const answers: string[] = [];
        while (!over) {
            answers.push(await askVersion(url, host));
        }
        assert.ok(answers.length > 100, `${answers.length} requests only`);
        return answers.filter((answer) => answer !== version).map((answer) => `${url}: ${answer}`);
    };
    const asking = urls.map(ask);
    await work.finally(() => {
        over = true;
    });
    return (await Promise.all(asking)).flat();
}
