import type { Report } from "./cluster";
import { ingressUrl } from "./cluster/network";
import { gateLine, gateFailureOf, reportIn } from "./gateOutput";
import { folders } from "./home";
import { standInPlugins } from "./gatewayApi";
import type { PulumiRun } from "./pulumiCli";
import type { Stack } from "./stack";
import type { Target } from "./target";
import type { LocalRouter } from "./toolchain/programs";
import { type ServedRequests, Traffic } from "./traffic";
import { UserError } from "./userError";

/** The namespace and the app of the committed dev settings. */
export const demoApp = { namespace: "demo", name: "ops-hardening-demo", host: "demo.local" } as const;

/** One `pulumi up` of the demo. */
export interface Update {
    readonly version: string;
    readonly intent: string;
    readonly run: PulumiRun;
    readonly seconds: number;
    /** The gate's outcome, if the update succeeded. */
    readonly outcome?: string;
    /** The gate's failure message, if the update failed. */
    readonly failure?: string;
    /** The path of the gate's report. */
    readonly report?: string;
}

export interface DemoResult {
    readonly updates: readonly Update[];
    readonly served: ServedRequests;
    /** The image tag behind each pod-template hash. */
    readonly versions: ReadonlyMap<string, string>;
}

const articleSchedule = {
    steps: undefined,
    startingStep: undefined,
    initialDelay: undefined,
    interval: undefined,
    window: undefined,
};

/** The routers of the demo: the needed one of the local cluster, and the program's settings. */
export const demoRouters = {
    nginx: { needs: "nginx", url: ingressUrl, settings: { ingressController: "nginx", router: "nginx" } },
    "traefik-nginx": { needs: "traefik", url: ingressUrl, settings: { ingressController: "traefik", router: "nginx" } },
    traefik: { needs: "traefik", url: ingressUrl, settings: { ingressController: "traefik", router: "traefik" } },
    "gateway-traefik": {
        ...{ needs: "traefik", url: ingressUrl },
        settings: { ingressController: "traefik", router: "gatewayApi" },
    },
    "gateway-envoy": {
        ...{ needs: "envoy-gateway", url: ingressUrl },
        settings: { ingressController: "envoy-gateway", router: "gatewayApi" },
    },
} as const satisfies Record<string, RouterOfDemo>;

interface RouterOfDemo {
    readonly needs: LocalRouter;
    /** The URL at which this machine reaches it. */
    readonly url: string;
    readonly settings: Readonly<Record<string, unknown>> & { readonly router: string };
}

export type DemoRouter = keyof typeof demoRouters;

/** The options of a demo. */
export interface DemoOptions {
    readonly schedule: "short" | "article";
    /** The repository of the app's images. */
    readonly image: string;
    readonly router: DemoRouter;
}

/** Deploys v1, promotes v2 and deploys v3, which is rolled back, under constant traffic. */
export async function runDemo(target: Target, stack: Stack, options: DemoOptions, report: Report): Promise<DemoResult> {
    const start = { requests: 0, failed: 0, at: Date.now() / 1000 };
    const { settings: router } = demoRouters[options.router];
    const settings = {
        ...target.settings,
        ...router,
        ...(router.router === "gatewayApi" && { routerPlugins: await standInPlugins(target.toolchain) }),
        ...(options.schedule === "article" ? articleSchedule : {}),
    };
    const up = async (version: string, intent: string, env?: Record<string, string>): Promise<Update> => {
        report(`\n== pulumi up: ${version}, ${intent}`);
        stack.configure({ ...settings, reportFolder: folders.reports, image: `${options.image}:${version}`, env });
        const begun = Date.now();
        const progress = resourceProgress(report);
        const run = await stack.up((line) => {
            const status = gateLine(line);
            if (status === undefined) {
                progress(line);
            } else {
                report(status);
            }
        });
        const seconds = Math.round((Date.now() - begun) / 1000);
        const failure = gateFailureOf(run.output);
        if (run.exitCode !== 0 && failure === undefined) {
            throw new UserError(`pulumi up failed, but not because of the gate:\n${run.output}`);
        }
        const update = { version, intent, run, seconds };
        if (failure !== undefined) {
            report(`pulumi up failed: ${failure}`);
            return { ...update, failure, report: reportIn(failure) };
        }
        const outputs = await stack.outputs();
        const outcome = String(outputs["outcome"]);
        report(`pulumi up succeeded: ${outcome}`);
        return { ...update, outcome, report: String(outputs["report"]) };
    };

    const traffic = new Traffic(target.kubectl, demoApp.namespace, demoApp.name);
    const updates = [await up("v1", "the first deploy")];
    await traffic.measured();
    updates.push(await up("v2", "a good version"));
    updates.push(await up("v3", "200-800 ms of added latency", { FAULT_LATENCY_MS: "200-800" }));
    return { updates, served: await traffic.servedSince(start), versions: await versionsByHash(target) };
}

/** Reports the number of finished resources, at most every 5 s; the gate prints its own lines. */
function resourceProgress(report: Report): (line: string) => void {
    let done = 0;
    let last = Date.now();
    return (line) => {
        const resource = /^ [+~-]+ +\S+ (\S+) (?:created|updated|deleted|replaced)\b/.exec(line);
        done += resource === null ? 0 : 1;
        if (resource !== null && Date.now() - last > 5_000) {
            last = Date.now();
            report(`... ${done} resources done, the last one ${resource[1] ?? ""}`);
        }
    };
}

async function versionsByHash(target: Target): Promise<Map<string, string>> {
    const { items } = (await target.kubectl.json([
        ...["get", "replicasets", `--namespace=${demoApp.namespace}`, "--output=json"],
    ])) as {
        items: {
            metadata: { labels?: Record<string, string> };
            spec: { template: { spec: { containers: { image: string }[] } } };
        }[];
    };
    return new Map(
        items.flatMap(({ metadata, spec }) => {
            const hash = metadata.labels?.["rollouts-pod-template-hash"];
            const tag = spec.template.spec.containers[0]?.image.replace(/^.*:/, "");
            return hash === undefined || tag === undefined ? [] : [[hash, tag] as const];
        }),
    );
}

/** The expectations that a demo did not meet, one line each. */
export function shortcomings(result: DemoResult): string[] {
    const [first, second, third] = result.updates;
    const { sum, served } = totals(result);
    return [
        ...(first?.outcome === "Initial" ? [] : ["v1 was not deployed as a first version"]),
        ...(second?.outcome === "Promoted" ? [] : ["v2 was not promoted"]),
        ...(/ was aborted by this gate at step 1\/9 .* slower than 500 ms .*; traffic is back on stable/.test(
            third?.failure ?? "",
        )
            ? []
            : ["v3 was not rolled back by its latency in its first pause"]),
        ...(served.failed === 0 ? [] : [`${served.failed} requests failed`]),
        ...(served.byK6 > 0 && Math.abs(sum - served.byK6) <= served.byK6 * 0.02
            ? []
            : ["the counters of the app and of k6 disagree"]),
    ];
}

function totals({ served, versions }: DemoResult) {
    const counts = [...served.byHash]
        .map(([hash, count]) => [versions.get(hash) ?? hash, Math.round(count)] as const)
        .sort(([a], [b]) => a.localeCompare(b));
    return { served, counts, sum: counts.reduce((total, [, count]) => total + count, 0) };
}

/** Summarizes the demo in numbers. */
export function summary(result: DemoResult): string[] {
    const { counts, sum, served } = totals(result);
    const apart = served.byK6 === 0 ? 100 : (Math.abs(sum - served.byK6) / served.byK6) * 100;
    return [
        ...result.updates.map(
            ({ version, intent, seconds, outcome, failure }) =>
                `${version} (${intent}): ${failure === undefined ? String(outcome) : "failed"} in ${seconds} s`,
        ),
        `requests by version, from the app's counters: ${counts.map(([version, count]) => `${version} ${count}`).join(", ")}`,
        `in all ${sum}; k6 itself counted ${served.byK6} (${apart.toFixed(1)} % apart)`,
        `failed requests: ${served.failed}`,
        ...result.updates.slice(1).map(({ version, report }) => `report of ${version}: ${report ?? "none"}`),
    ];
}
