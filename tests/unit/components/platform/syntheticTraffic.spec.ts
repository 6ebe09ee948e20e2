import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { runInNewContext } from "node:vm";
import {
    type SyntheticRequest,
    SyntheticTraffic,
    trafficScript,
} from "../../../../components/src/platform/syntheticTraffic";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";

const args = {
    cluster: { kubeconfig: "/kubeconfig", kubeContext: "local" },
    namespace: "demo",
    url: "http://ingress-nginx-controller.ingress-nginx.svc",
    host: "demo.local",
    requestsPerSecond: 40,
};

/** Runs the script's first request with an environment; returns the headers that it sends. */
function sentBy(environment: Record<string, string>): () => unknown {
    const body = trafficScript
        .replace(/^import .*$/gm, "")
        .replace("export default function ()", "function main()")
        .replace(/^export /gm, "");
    const http = {
        request: (_method: string, _url: string, _body: unknown, { headers }: { headers: unknown }) =>
            JSON.stringify(headers),
    };
    const globals = { http, Counter: Object, __ENV: environment };
    return () => JSON.parse(runInNewContext(`${body}; send(requests[0])`, globals) as string) as unknown;
}

describe("SyntheticTraffic", () => {
    let recorder: ResourceRecorder;
    let container: {
        image: string;
        args: string[];
        env: { name: string; value: string }[];
        securityContext: unknown;
        resources: { limits: { memory: string } };
    };
    before(async () => {
        recorder = await ResourceRecorder.start();
        new SyntheticTraffic("web-traffic", args);
        await recorder.settle();
        const deployment = recorder.get("kubernetes:apps/v1:Deployment");
        container = (at(deployment, "spec.template.spec.containers") as (typeof container)[])[0] as typeof container;
    });

    it("sends its requests through the ingress, for the app's host, at the rate that it is given", () => {
        const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
        assert.equal(env["URL"], "http://ingress-nginx-controller.ingress-nginx.svc");
        assert.equal(env["HOST_HEADER"], "demo.local");
        assert.equal(env["REQUESTS_PER_SECOND"], "40");
        assert.equal(env["VERSIONS"], "v1,v2,v3");
    });

    it("answers to the API server's proxy, which cannot reach a pod's loopback address", () => {
        assert.equal(container.args.includes("--address=0.0.0.0:6565"), true);
    });

    it("is an open model that never stops by itself for what it measures", () => {
        assert.match(trafficScript, /executor: "constant-arrival-rate"/);
        assert.doesNotMatch(trafficScript, /abortOnFail/);
    });

    it("starts again when the script changes", () => {
        const annotations = at(recorder.get("kubernetes:apps/v1:Deployment"), "spec.template.metadata.annotations");
        const sha256 = createHash("sha256").update(trafficScript).digest("hex");
        assert.deepEqual(annotations, { "canary-delivery/script-sha256": sha256 });
        const script = recorder.get("kubernetes:core/v1:ConfigMap");
        assert.equal((at(script, "data") as Record<string, string>)["traffic.js"], trafficScript);
    });

    it("runs without privileges and with a memory limit that grows with the rate", () => {
        const spec = at(recorder.get("kubernetes:apps/v1:Deployment"), "spec.template.spec") as Record<string, unknown>;
        assert.deepEqual(spec["securityContext"], {
            runAsNonRoot: true,
            runAsUser: 12345,
            seccompProfile: { type: "RuntimeDefault" },
        });
        assert.deepEqual(container.securityContext, {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        });
        assert.equal(container.resources.limits.memory, "896Mi");
    });

    it("sends GET / by default, or other requests by their weights, and marks each", async () => {
        const sent = async (requests?: readonly SyntheticRequest[]) => {
            const other = await ResourceRecorder.start();
            new SyntheticTraffic("other", { ...args, ...(requests && { requests }) });
            await other.settle();
            const deployment = other.get("kubernetes:apps/v1:Deployment");
            const [first] = at(deployment, "spec.template.spec.containers") as (typeof container)[];
            return JSON.parse(first?.env.find(({ name }) => name === "REQUESTS")?.value ?? "") as unknown;
        };
        assert.deepEqual(await sent(), [{ weight: 1, method: "GET", path: "/" }]);
        const checkout = {
            path: "/checkout",
            weight: 3,
            method: "POST",
            headers: { Accept: "*/*" },
            body: "{}",
        } as const;
        assert.deepEqual(await sent([{ path: "/items" }, checkout]), [
            { weight: 1, method: "GET", path: "/items" },
            checkout,
        ]);
        assert.match(trafficScript, /"X-Synthetic-Traffic": "k6"/);
    });

    it("sends headers from Secrets, whose values are neither in the state nor in the pod template", async () => {
        const token = { name: "shop-traffic", key: "token" };
        const requests: SyntheticRequest[] = [
            { path: "/", headers: { Accept: "*/*", Authorization: { secret: token, prefix: "Bearer " } } },
            {
                path: "/items",
                headers: { "X-Token": { secret: token }, "X-Key": { secret: { ...token, key: "key" } } },
            },
        ];
        const other = await ResourceRecorder.start();
        new SyntheticTraffic("other", { ...args, requests });
        await other.settle();
        const containers = at(other.get("kubernetes:apps/v1:Deployment"), "spec.template.spec.containers");
        const env = (containers as { env: { name: string; value?: string; valueFrom?: unknown }[] }[])[0]?.env ?? [];
        assert.deepEqual(
            env.filter(({ valueFrom }) => valueFrom !== undefined),
            [
                { name: "SECRET_0", valueFrom: { secretKeyRef: token } },
                { name: "SECRET_1", valueFrom: { secretKeyRef: { name: "shop-traffic", key: "key" } } },
            ],
        );
        const plain = Object.fromEntries(env.map(({ name, value = "" }) => [name, value]));
        const sent = sentBy({ ...plain, SECRET_0: "s3cret", SECRET_1: "k3y" });
        assert.deepEqual(sent(), {
            ...{ Accept: "*/*", Authorization: "Bearer s3cret" },
            ...{ Host: "demo.local", "X-Synthetic-Traffic": "k6" },
        });
    });

    it("rejects credentials in plain text, and invalid references to Secrets, which no message repeats", async () => {
        const other = await ResourceRecorder.start();
        const requests = [
            { path: "/", headers: { Authorization: "Bearer hunter-2" } },
            { path: "/", headers: { "X-Token": { secret: { name: "shop", key: "token", value: "hunter-2" } } } },
        ] as SyntheticRequest[];
        assert.throws(() => new SyntheticTraffic("none", { ...args, requests }), {
            message:
                "requests[0].headers.Authorization must be {secret: {name, key}, prefix}, because it holds credentials; " +
                "requests[1].headers must be a map of strings, and of {secret: {name, key}, prefix}",
        });
        await other.settle();
    });

    it("rejects invalid requests, all at once", async () => {
        const other = await ResourceRecorder.start();
        const requests = [
            { path: "items", weight: 0, method: "get", headers: { a: 1 }, body: 1, paht: "/" },
        ] as unknown as SyntheticRequest[];
        assert.throws(() => new SyntheticTraffic("none", { ...args, requests }), {
            message:
                'requests[0].path must be a path from /, got "items"; requests[0].weight must be a number above 0, got 0; ' +
                'requests[0].method must be one of GET, HEAD, POST, PUT, PATCH, DELETE, got "get"; ' +
                "requests[0].headers must be a map of strings, and of {secret: {name, key}, prefix}; requests[0].body must be a string; " +
                "requests[0].paht is not a field of a request",
        });
        assert.throws(() => new SyntheticTraffic("empty", { ...args, requests: [] }), {
            message: "requests must be a list such as [{path: /}], got []",
        });
        await other.settle();
    });

    it("rejects an invalid rate", async () => {
        const other = await ResourceRecorder.start();
        assert.throws(() => new SyntheticTraffic("none", { ...args, requestsPerSecond: 0 }), {
            message: "requestsPerSecond must be a whole number from 1, got 0",
        });
        await other.settle();
    });
});
