import assert from "node:assert/strict";
import fc from "fast-check";
import type { EphemeralMetadata, PodTemplate } from "../../../../../components/src/gate/cluster/types";
import { isTemplateOf } from "../../../../../components/src/gate/observation/podTemplate";

const ephemeral = "rollout.argoproj.io/ephemeral-metadata";

/** The template of a rollout and of its ReplicaSet. */
interface Case {
    readonly declared: PodTemplate;
    readonly made: PodTemplate;
    readonly canaryMetadata?: EphemeralMetadata;
    readonly stableMetadata?: EphemeralMetadata;
    /** The annotation with the labels that the controller injected. */
    readonly injected?: string;
}

const labelled = (labels: Record<string, string>): PodTemplate => ({ metadata: { labels } });
const annotated = (annotations: Record<string, string>): PodTemplate => ({ metadata: { annotations } });
const mounted = (configMap: string): PodTemplate => ({
    spec: { volumes: [{ name: "files", configMap: { name: configMap } }] },
});
const kept = (secret: string): PodTemplate => ({
    spec: { volumes: [{ name: "files", secret: { secretName: secret } }] },
});
const given = (kind: "configMapKeyRef" | "secretKeyRef", name: string): PodTemplate => ({
    spec: { containers: [{ name: "app", env: [{ name: "TOKEN", valueFrom: { [kind]: { name, key: "token" } } }] }] },
});

describe("a ReplicaSet's template", () => {
    const canary = { labels: { role: "canary" }, annotations: { "example.com/role": "canary" } };
    const rows: [name: string, is: boolean, of: Case][] = [
        ["with the same label", true, { declared: labelled({ app: "web" }), made: labelled({ app: "web" }) }],
        ["with another label", false, { declared: labelled({ app: "web" }), made: labelled({ app: "shop" }) }],
        [
            "with a label that the controller has added for the canary",
            true,
            {
                declared: labelled({ app: "web" }),
                made: labelled({ app: "web", role: "canary" }),
                canaryMetadata: canary,
                injected: JSON.stringify(canary),
            },
        ],
        [
            "with one that the controller has put over its own",
            true,
            {
                declared: labelled({ app: "web", role: "none" }),
                made: labelled({ app: "web", role: "canary" }),
                canaryMetadata: canary,
                injected: JSON.stringify(canary),
            },
        ],
        [
            "with one that it had as the canary, before the strategy was changed",
            true,
            {
                declared: labelled({ app: "web", role: "none" }),
                made: labelled({ app: "web", role: "canary" }),
                injected: JSON.stringify(canary),
            },
        ],
        [
            "without its own one, which the controller took away with the canary's",
            true,
            {
                declared: labelled({ app: "web", role: "none" }),
                made: labelled({ app: "web" }),
                canaryMetadata: canary,
                stableMetadata: { labels: { tier: "stable" } },
                injected: JSON.stringify({ labels: { tier: "stable" } }),
            },
        ],
        [
            "with an annotation that the controller has put over its own",
            true,
            {
                declared: annotated({ "example.com/role": "none" }),
                made: annotated({ "example.com/role": "stable" }),
                stableMetadata: { annotations: { "example.com/role": "stable" } },
            },
        ],
        [
            "with another label next to those that the controller has added",
            false,
            {
                declared: labelled({ app: "web", version: "2" }),
                made: labelled({ app: "web", version: "1", role: "canary" }),
                canaryMetadata: canary,
                injected: JSON.stringify(canary),
            },
        ],
        [
            "with an annotation of the same name as an added label",
            false,
            {
                declared: annotated({ role: "none" }),
                made: annotated({ role: "canary" }),
                canaryMetadata: { labels: { role: "canary" } },
            },
        ],
        [
            "with another label, if the annotation is unreadable",
            false,
            { declared: labelled({ role: "none" }), made: labelled({ role: "canary" }), injected: "canary" },
        ],
        [
            "with another label, if nothing was added",
            false,
            { declared: labelled({ role: "none" }), made: labelled({ role: "canary" }), injected: "null" },
        ],
        ["with files of the same content", true, { declared: mounted("files-1"), made: mounted("files-1") }],
        ["with files of another content", false, { declared: mounted("files-2"), made: mounted("files-1") }],
        ["with other secret files", false, { declared: kept("files-2"), made: kept("files-1") }],
        [
            "with a variable of another Secret",
            false,
            { declared: given("secretKeyRef", "token-2"), made: given("secretKeyRef", "token-1") },
        ],
        [
            "with a variable of another ConfigMap",
            false,
            { declared: given("configMapKeyRef", "token-2"), made: given("configMapKeyRef", "token-1") },
        ],
        [
            "with all variables of another Secret",
            false,
            {
                declared: { spec: { containers: [{ name: "app", envFrom: [{ secretRef: { name: "all-2" } }] }] } },
                made: { spec: { containers: [{ name: "app", envFrom: [{ secretRef: { name: "all-1" } }] }] } },
            },
        ],
    ];
    for (const [name, is, { declared, made, injected, ...strategy }] of rows) {
        it(`${name} ${is ? "is" : "is not"} the rollout's`, () => {
            const annotations: Record<string, string> = injected === undefined ? {} : { [ephemeral]: injected };
            const replicaSet = { metadata: { name: "web-1", annotations }, spec: { template: made } };
            const rollout = {
                metadata: { name: "web" },
                spec: { template: declared, strategy: { canary: strategy } },
            };
            assert.equal(isTemplateOf(replicaSet, rollout), is);
        });
    }
});

/** A template of one container, with these fields of it and of the pod. */
const pod = (container: object = {}, fields: object = {}): PodTemplate => ({
    spec: { containers: [{ name: "app", image: "web:v2", ...container }], ...fields },
});
const probe = (path: string) => ({ readinessProbe: { httpGet: { path, port: "http" } } });
const limits = (memory: string | number) => ({ resources: { limits: { memory } } });
const env = (value?: string) => ({ env: [{ name: "LEVEL", ...(value !== undefined && { value }) }] });

function isSame(declared: PodTemplate, made: PodTemplate): boolean {
    return isTemplateOf(
        { metadata: { name: "web-1" }, spec: { template: made } },
        { metadata: { name: "web" }, spec: { template: declared } },
    );
}

describe("the whole template of a ReplicaSet", () => {
    const digest = (hex: string) => `@sha256:${hex.repeat(64)}`;

    for (const [what, declared, made] of [
        ["other arguments", pod({ args: ["--level=2"] }), pod({ args: ["--level=1"] })],
        ["one argument less", pod({ args: ["a"] }), pod({ args: ["a", "b"] })],
        ["one argument more", pod({ args: ["a", "b"] }), pod({ args: ["a"] })],
        ["the arguments in another order", pod({ args: ["a", "b"] }), pod({ args: ["b", "a"] })],
        ["another command", pod({ command: ["serve"] }), pod({ command: ["run"] })],
        ["no command", pod({ command: ["serve"] }), pod()],
        ["other resources", pod(limits("1Gi")), pod(limits("1000Mi"))],
        ["another port", pod({ ports: [{ containerPort: 81 }] }), pod({ ports: [{ containerPort: 80 }] })],
        ["another probe", pod(probe("/ready")), pod(probe("/"))],
        ["another value of a variable", pod(env("2")), pod(env("1"))],
        ["a value of a variable that is empty now", pod(env("")), pod(env("1"))],
        ["a variable without the value that it has now", pod(env("1")), pod(env())],
        [
            "another image of an init container",
            pod({}, { initContainers: [{ name: "init", image: "init:v2" }] }),
            pod({}, { initContainers: [{ name: "init", image: "init:v1" }] }),
        ],
        [
            "another volume",
            pod({}, { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "b" } }] }),
            pod({}, { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "a" } }] }),
        ],
        [
            "another kind of volume",
            pod({}, { volumes: [{ name: "data", emptyDir: {} }] }),
            pod({}, { volumes: [{ name: "data" }] }),
        ],
        ["a service account", pod({}, { serviceAccountName: "web" }), pod({}, { serviceAccountName: "default" })],
        [
            "containers in another order",
            pod({}, { initContainers: [{ name: "a" }, { name: "b" }] }),
            pod({}, { initContainers: [{ name: "b" }, { name: "a" }] }),
        ],
        [
            "a container twice",
            pod({}, { initContainers: [{ name: "a" }, { name: "a" }] }),
            pod({}, { initContainers: [{ name: "a" }] }),
        ],
    ] as const) {
        it(`is not the rollout's with ${what}`, () => {
            assert.equal(isSame(declared, made), false);
            assert.equal(isSame(declared, declared), true);
        });
    }

    for (const [what, declared, made] of [
        [
            "quantities in other units",
            pod({ resources: { limits: { cpu: "1000m", memory: "0.5Gi" } } }),
            pod({ resources: { limits: { cpu: "1", memory: "512Mi" } } }),
        ],
        ["a number instead of a quantity", pod(limits(1024)), pod(limits("1Ki"))],
        ["an empty variable", pod(env("")), pod(env())],
        [
            "without empty values",
            pod({ args: [], stdin: false, resources: {}, workingDir: "", lifecycle: null }),
            pod(),
        ],
        [
            "the defaults of the API server",
            pod({ ports: [{ containerPort: 80 }], ...probe("/") }),
            pod(
                {
                    imagePullPolicy: "IfNotPresent",
                    ports: [{ containerPort: 80, protocol: "TCP" }],
                    readinessProbe: {
                        httpGet: { path: "/", port: "http", scheme: "HTTP" },
                        periodSeconds: 10,
                        timeoutSeconds: 1,
                    },
                    resources: {},
                    terminationMessagePath: "/dev/termination-log",
                },
                { restartPolicy: "Always", dnsPolicy: "ClusterFirst", securityContext: {} },
            ),
        ],
        [
            "a sidecar, a variable and a volume that a webhook has added",
            pod({ env: [{ name: "B", value: "1" }] }),
            {
                spec: {
                    containers: [
                        { name: "proxy", image: "proxy:1" },
                        {
                            name: "app",
                            image: "web:v2",
                            env: [
                                { name: "A", value: "1" },
                                { name: "B", value: "1" },
                            ],
                        },
                    ],
                    volumes: [{ name: "certificates", emptyDir: {} }],
                },
            },
        ],
    ] as const) {
        it(`is the rollout's: ${what}`, () => {
            assert.equal(isSame(declared, made), true);
        });
    }

    for (const [is, declared, made] of [
        [true, "web:v2", `web:v2${digest("a")}`],
        [true, "web:v2", `web${digest("a")}`],
        [true, "web:v2", `docker.io/library/web:v2${digest("a")}`],
        [true, "web:v2", "docker.io/library/web:v2"],
        [true, "shop/web:v2", "index.docker.io/shop/web:v2"],
        [true, "web", "web:latest"],
        [true, "registry:5000/web", `registry:5000/web${digest("a")}`],
        [true, `web:v2${digest("a")}`, `web${digest("a")}`],
        [true, `web${digest("a")}`, `web:v2${digest("a")}`],
        [false, "web:v2", "web:v1"],
        [false, "web:v2", `web:v1${digest("a")}`],
        [false, "web:v2", `shop${digest("a")}`],
        [false, "web:v2", "web"],
        [false, "web", `web:v1${digest("a")}`],
        [false, "web:v2", "registry:5000/web:v2"],
        [false, `web:v2${digest("a")}`, `web:v2${digest("b")}`],
        [false, `web:v2${digest("a")}`, "web:v2"],
        [false, `web${digest("a")}`, "web"],
    ] as const) {
        it(`is ${is ? "" : "not "}the rollout's with image ${made.slice(0, 40)} for ${declared.slice(0, 20)}`, () => {
            assert.equal(isSame(pod({ image: declared }), pod({ image: made })), is);
        });
    }
});

describe("any template", () => {
    type Value = string | number | boolean | Value[] | { [field: string]: Value };

    const fields = ["a", "b", "name", "path", "port", "spec"];
    const leaf: fc.Arbitrary<Value> = fc.oneof(
        fc.stringMatching(/^[a-z]{1,4}$/),
        fc.integer({ min: 1, max: 9 }),
        fc.constant(true),
    );
    const { value: objects } = fc.letrec<{ value: { [field: string]: Value }; any: Value }>((tie) => ({
        value: fc.dictionary(fc.constantFrom(...fields), tie("any"), { minKeys: 1, maxKeys: 4, depthIdentifier: "d" }),
        any: fc.oneof(
            { maxDepth: 3, depthIdentifier: "d" },
            leaf,
            fc.array(leaf, { minLength: 1, maxLength: 3 }),
            fc.array(tie("value"), { minLength: 1, maxLength: 3 }),
            tie("value"),
        ),
    }));

    /** Adds a field to every object, and an object before and after those of every list. */
    function extended(value: Value): Value {
        if (Array.isArray(value)) {
            const more = value.map(extended);
            return value.every((one) => typeof one === "object") ? [{ added: 1 }, ...more, { added: 2 }] : more;
        }
        return typeof value === "object"
            ? {
                  ...Object.fromEntries(Object.entries(value).map(([key, one]) => [key, extended(one)])),
                  added: "by a webhook",
              }
            : value;
    }

    /** Returns every value that differs in one leaf. */
    function changed(value: Value): Value[] {
        if (Array.isArray(value)) {
            return value.flatMap((one, index) => changed(one).map((other) => value.with(index, other)));
        }
        return typeof value === "object"
            ? Object.entries(value).flatMap(([key, one]) => changed(one).map((other) => ({ ...value, [key]: other })))
            : ["another"];
    }

    it("is still the rollout's with additions, and not with another value", () => {
        fc.assert(
            fc.property(objects, (spec) => {
                assert.ok(isSame({ spec }, { spec: extended(spec) as PodTemplate["spec"] }));
                for (const other of changed(spec)) {
                    assert.ok(!isSame({ spec }, { spec: other as PodTemplate["spec"] }), JSON.stringify(other));
                }
            }),
        );
    });
});
