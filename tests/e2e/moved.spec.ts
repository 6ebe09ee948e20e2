import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { existingRollout, moved } from "../../scripts/local/project";
import type { Stack } from "../../scripts/local/stack";
import { answersDuring, onlyAnswers, sendAtRate } from "../support/e2e/ingressClient";
import { environment, imageOf, openStack } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

/** An app as it runs before it moves: its objects are named store, and its Ingress has the host store.local. */
interface Running {
    readonly title: string;
    readonly namespace: string;
    readonly manifests: (image: string) => string;
    /** Commands that leave its Ingress without another canary. */
    readonly uncanaried: readonly (readonly string[])[];
    /** Its Service behind the Ingress. */
    readonly service: string;
    /** Kinds and names of its objects but its Ingress. */
    readonly objects: readonly string[];
}

const cases: readonly Running[] = [
    {
        title: "a Deployment",
        namespace: "e2e-moved-deployment",
        manifests: deployment,
        uncanaried: [],
        service: "store",
        objects: ["deployment/store", "service/store"],
    },
    {
        title: "a Rollout that kubectl applied",
        namespace: "e2e-moved-rollout",
        manifests: (image) => rollout().replaceAll("localhost/ops-hardening-demo:v1", image),
        uncanaried: [
            [
                ...["patch", "rollout", "store", "--type=json"],
                '--patch=[{"op":"remove","path":"/spec/strategy/canary/trafficRouting"}]',
            ],
            ["delete", "ingress", "store-store-canary"],
        ],
        service: "store-stable",
        objects: [
            "rollout/store",
            "service/store-stable",
            "service/store-canary",
            "analysistemplate/store",
            "podmonitor/store",
        ],
    },
];

/** Requests after each change, in which nginx has applied it. */
const enough = 1_000;

describe("an app that moves under a CanaryApp, as docs/existing-platform.md has it", function () {
    this.timeout("20m");

    for (const { title, namespace, manifests, uncanaried, service, objects } of cases) {
        describe(title, () => {
            const host = `${namespace}.local`;
            let opened: Promise<Stack> | undefined;
            const stackOf = () => (opened ??= openStack(namespace, { project: moved }));
            let stopTraffic: () => void = () => undefined;

            const kubectl = async (args: readonly string[], input?: string) =>
                (await environment()).target.kubectl.run([...args, `--namespace=${namespace}`], input);
            const removeNamespace = () =>
                kubectl(["delete", "namespace", namespace, "--ignore-not-found", "--wait=true"]);

            async function up(version: string, settings: object) {
                const { target } = await environment();
                const stack = await stackOf();
                stack.configure({ ...target.settings, namespace, image: imageOf(version), ...settings });
                return stack.up();
            }

            /** Fails if a request gets another answer than one of the versions while `work` runs. */
            async function losesNone(versions: readonly string[], work: Promise<unknown>): Promise<void> {
                const { ingressUrl } = await environment();
                const answers = await answersDuring(work, ingressUrl, host, enough);
                console.log(`      ${title}: ${JSON.stringify(Object.fromEntries(answers))}`);
                assert.deepEqual(
                    [...answers.keys()].filter((answer) => !versions.includes(answer)),
                    [],
                );
            }

            before("apply it", async () => {
                await removeNamespace();
                await kubectl(["create", "namespace", namespace]);
                await kubectl(["apply", "--filename=-"], manifests(imageOf("v1")).replaceAll("store.local", host));
                const { ingressUrl } = await environment();
                await onlyAnswers(ingressUrl, host, "v1", 50);
            });

            after("remove it", async () => {
                stopTraffic();
                try {
                    const stack = await stackOf();
                    await stack.clear();
                    await stack.forget();
                } finally {
                    await removeNamespace();
                }
            });

            it("is not taken over unasked", async () => {
                const run = await up("v2", { host, ingress: "store" });
                assertFailed(run);
                assert.match(run.output, new RegExp(`Ingress ${namespace}/store`));
            });

            it("loses no request: a second set of pods, the handed over Ingress, the end of the first set", async () => {
                const { ingressUrl } = await environment();
                // Next to it, at another host.
                await losesNone(
                    ["v1"],
                    up("v2", { host: `next.${host}` }).then((run) => {
                        assertSucceeded(run);
                    }),
                );
                await onlyAnswers(ingressUrl, `next.${host}`, "v2", 50);
                const owner = `canary-delivery/stack=${(await stackOf()).qualifiedName}`;
                await kubectl(["annotate", "--overwrite", "ingress", "store", owner]);
                const former = ["ingress", "store-former"];
                const rule = `--rule=former.${host}/*=${service}:http`;
                for (const command of [["create", ...former, "--class=nginx", rule], ...uncanaried]) {
                    await losesNone(["v1"], kubectl(command));
                }
                await losesNone(
                    ["v1", "v2"],
                    up("v2", { host, ingress: "store" })
                        .then((run) => {
                            assertSucceeded(run);
                            const copy = new RegExp(`: kubectl delete ingress shop-shop-canary -n ${namespace}$`, "m");
                            assert.match(run.output, copy);
                        })
                        .then(() => onlyAnswers(ingressUrl, host, "v2", 50)),
                );
                const ended = [...objects, former.join("/"), "ingress/shop-shop-canary"];
                await losesNone(["v2"], kubectl(["delete", ...ended, "--wait=true"]));
                await assertNothingToDo(await stackOf());
            });

            it("is canaried from then on", async () => {
                const { ingressUrl } = await environment();
                stopTraffic = sendAtRate(ingressUrl, 25, { host });
                await losesNone(
                    ["v2", "v3"],
                    up("v3", { host, ingress: "store" }).then((run) => {
                        assertSucceeded(run);
                    }),
                );
                await onlyAnswers(ingressUrl, host, "v3", 50);
                assert.equal((await (await stackOf()).outputs())["outcome"], "Promoted");
            });
        });
    }
});

/** The manifests of the example of a Rollout that another tool applies. */
function rollout(): string {
    return readFileSync(join(existingRollout.folder, "manifests", "store.yaml"), "utf8");
}

function deployment(image: string): string {
    const metadata = { name: "store" };
    const labels = { app: "store" };
    const container = {
        name: "store",
        image,
        ports: [{ name: "http", containerPort: 8080 }],
        readinessProbe: { httpGet: { path: "/readyz", port: "http" }, periodSeconds: 2 },
        resources: { requests: { cpu: "10m", memory: "64Mi" } },
    };
    const path = { path: "/", pathType: "Prefix", backend: { service: { name: "store", port: { name: "http" } } } };
    const items = [
        {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata,
            spec: {
                replicas: 2,
                selector: { matchLabels: labels },
                template: { metadata: { labels }, spec: { containers: [container] } },
            },
        },
        {
            apiVersion: "v1",
            kind: "Service",
            metadata,
            spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
        },
        {
            apiVersion: "networking.k8s.io/v1",
            kind: "Ingress",
            metadata,
            spec: { ingressClassName: "nginx", rules: [{ host: "store.local", http: { paths: [path] } }] },
        },
    ];
    return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}
