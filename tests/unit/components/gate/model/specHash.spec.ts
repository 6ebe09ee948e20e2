import assert from "node:assert/strict";
import { specHash } from "../../../../../components/src/gate/model/specHash";

/** A Rollout's spec; `container` is merged into the only container of its template. */
function spec(container: object = {}, more: { strategy?: object; pod?: object; metadata?: object } = {}) {
    return {
        replicas: 2,
        template: {
            metadata: { labels: { app: "web" }, ...more.metadata },
            spec: { containers: [{ name: "web", image: "web:v1", ...container }], ...more.pod },
        },
        strategy: { canary: { steps: [{ setWeight: 0 }, { pause: {} }], ...more.strategy } },
    };
}

const hash = specHash(spec());

describe("the hash of a Rollout's spec", () => {
    it("is a sha256", () => {
        assert.match(hash, /^[0-9a-f]{64}$/);
    });

    it("differs when the pod template or the strategy does", () => {
        for (const other of [
            spec({ image: "web:v2" }),
            spec({ args: ["--debug"] }),
            spec({}, { pod: { automountServiceAccountToken: false } }),
            spec({}, { metadata: { annotations: { mesh: "2" } } }),
            spec({}, { strategy: { steps: [{ pause: {} }, { setWeight: 0 }] } }),
            spec({}, { strategy: { dynamicStableScale: true } }),
            spec({}, { strategy: { abortScaleDownDelaySeconds: 0 } }),
            { ...spec(), template: undefined },
        ]) {
            assert.notEqual(specHash(other), hash, JSON.stringify(other));
        }
    });

    it("is the same for another number of replicas and another order of keys", () => {
        const { template, strategy } = spec();
        assert.equal(specHash({ ...spec(), ...{ replicas: 5, paused: true } }), hash);
        assert.equal(
            specHash({ strategy, template: { spec: template.spec, metadata: template.metadata } }),
            specHash({ template, strategy }),
        );
    });

    it("is the same after the controller has rewritten the object: without empty values", () => {
        const probe = { httpGet: { path: "/", port: "http" }, initialDelaySeconds: 0, periodSeconds: 0 };
        const container = { args: [], env: [{ name: "A", value: "" }], readinessProbe: probe, stdin: false };
        const pod = { hostNetwork: false, nodeName: "", volumes: null };
        const rewritten = { env: [{ name: "A" }], readinessProbe: { httpGet: probe.httpGet } };
        assert.equal(
            specHash(spec(container, { pod, strategy: { dynamicStableScale: false, canaryMetadata: undefined } })),
            specHash(spec(rewritten, { metadata: { creationTimestamp: null } })),
        );
    });

    it("is the same after the controller has rewritten the object: with the empty structs of Go", () => {
        const env = (divisor?: string) => [
            { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu", ...(divisor && { divisor }) } } },
        ];
        assert.equal(specHash(spec({ env: env() })), specHash(spec({ env: env("0"), resources: {} })));
        assert.equal(hash, specHash(spec({}, { metadata: { annotations: {} }, pod: { nodeSelector: {} } })));
    });

    it("is the same after the controller has rewritten the object: with normalised quantities", () => {
        const resources = (cpu: unknown, memory: string) => spec({ resources: { requests: { cpu, memory } } });
        for (const [cpu, memory] of [
            ["0.5", "1Gi"],
            [0.5, "1024Mi"],
            ["500m", "1073741824"],
            ["5e-1", "1048576Ki"],
        ] as const) {
            assert.equal(
                specHash(resources(cpu, memory)),
                specHash(resources("500m", "1Gi")),
                `${String(cpu)} ${memory}`,
            );
        }
        assert.notEqual(specHash(resources("501m", "1Gi")), specHash(resources("500m", "1Gi")));
        assert.notEqual(specHash(resources("500m", "1G")), specHash(resources("500m", "1Gi")));
        // The field of a map that only has the name of one.
        const labels = (requests: string) => spec({}, { metadata: { labels: { requests } } });
        assert.notEqual(specHash(labels("1000m")), specHash(labels("1")));
    });
});
