import assert from "node:assert/strict";
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
        [
            "with a volume that something else has added",
            true,
            {
                declared: mounted("files-1"),
                made: { spec: { volumes: [...(mounted("files-1").spec?.volumes ?? []), { name: "more" }] } },
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
