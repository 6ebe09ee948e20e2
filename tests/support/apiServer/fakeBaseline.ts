import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { RolloutManifest } from "../../../components/src/app/baseline/inputs";
import type { RolloutObject } from "../../../components/src/gate/cluster/types";
import type { Series } from "../../../components/src/gate/cluster/prometheus";
import type { FakeApiServer, FakeObject } from "./fakeApiServer";

/** The collection of the fake's Rollout. */
export const rolloutsPath = "/apis/argoproj.io/v1alpha1/namespaces/demo/rollouts";

/** The Rollout as a program declares it. */
export function manifestOf(image: string): RolloutManifest {
    return {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Rollout",
        metadata: { name: "web", namespace: "demo", annotations: { "pulumi.com/patchFieldManager": "pulumi" } },
        spec: { replicas: 2, template: { spec: { containers: [{ name: "web", image }] } } },
    };
}

/** A Rollout with a status, of generation 1. */
export function rolloutWith(status: RolloutObject["status"], replicas?: number): RolloutObject {
    return {
        metadata: { name: "web", generation: 1 },
        spec: replicas === undefined ? {} : { replicas },
        ...(status && { status: { observedGeneration: "1", ...status } }),
    };
}

export const healthy = { phase: "Healthy", currentPodHash: "hash1", stableRS: "hash1" } as const;

/**
 * Plays the API server and the controller for one Rollout with one manager: its content is that of the last apply, its
 * status the controller's.
 */
export class FakeBaseline {
    constructor(private readonly server: FakeApiServer) {
        server.onApply = (_collection, name, body, current) => this.applied(name, body, current);
    }

    get live(): FakeObject | undefined {
        return this.server.get(rolloutsPath, "web");
    }

    get image(): string | undefined {
        const { spec } = this.live as unknown as { spec: { template: { spec: { containers: { image: string }[] } } } };
        return spec.template.spec.containers[0]?.image;
    }

    /** The number of times that a client applied the Rollout through the API. */
    get applications(): number {
        return this.server.requests.filter(({ method }) => method === "PATCH").length;
    }

    /** Applies the declared Rollout as Pulumi does; with the mark, the baseline that an earlier update left. */
    declare(image: string, mark: Record<string, string> = {}): void {
        const body = structuredClone(manifestOf(image)) as unknown as FakeObject;
        const annotations = { ...(body.metadata["annotations"] as Record<string, string>), ...mark };
        const marked = { ...body, metadata: { ...body.metadata, annotations } };
        this.server.put(rolloutsPath, this.applied("web", marked, this.live));
    }

    /** Writes the controller's status of the observed generation. */
    report(status: Record<string, unknown>): void {
        const live = structuredClone(this.live) as FakeObject;
        const observedGeneration = String(live.metadata.generation);
        this.server.put(rolloutsPath, { ...live, status: { observedGeneration, ...status } });
    }

    private applied(name: string, body: FakeObject, current?: FakeObject): FakeObject {
        const same = JSON.stringify(current?.["spec"]) === JSON.stringify(body["spec"]);
        const generation = (current?.metadata.generation ?? 0) + (same ? 0 : 1);
        const metadata = { ...body.metadata, name, uid: "uid-1", generation };
        return { ...body, metadata, ...(current?.["status"] === undefined ? {} : { status: current["status"] }) };
    }
}

/** A Prometheus that answers every query with the series that it was given, at the time of the question. */
export class FakePrometheus {
    readonly queries: string[] = [];
    series: readonly Series[] = [];
    /** The header Authorization that it requires; undefined for none. */
    authorization: string | undefined;

    private constructor(private readonly server: Server) {}

    static async start(): Promise<FakePrometheus> {
        const server = createServer();
        const fake = new FakePrometheus(server);
        server.on("request", (request, response) => {
            const asked = new URL(request.url ?? "/", "http://fake").searchParams;
            if (fake.authorization !== undefined && request.headers.authorization !== fake.authorization) {
                response.statusCode = 401;
                response.end();
                return;
            }
            fake.queries.push(asked.get("query") ?? "");
            const now = Number(asked.get("time"));
            const result = fake.series.map(({ labels, samples }) => ({
                metric: labels,
                values: samples.map(({ value }) => [now, String(value)]),
            }));
            response.setHeader("content-type", "application/json");
            response.end(JSON.stringify({ status: "success", data: { resultType: "matrix", result } }));
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return fake;
    }

    get url(): string {
        return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }
}

/** The counters of some pods: the values of each in the order of time. */
export function countersOf(...pods: readonly (readonly number[])[]): Series[] {
    return pods.map((values, index) => ({
        labels: { pod: `web-${String(index)}`, instance: `10.0.0.${String(index)}:8080`, status_code: "200" },
        samples: values.map((value, place) => ({ at: place * 15_000, value })),
    }));
}
