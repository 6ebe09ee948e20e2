import assert from "node:assert/strict";
import { neededBy, type PodMaker } from "../../../../../components/src/app/configuration/references";

const config = "web-config-0123456789";
const secret = "web-secret-0123456789";
const other = "web-config-ffffffffff";

function replicaSet(name: string, spec: unknown): PodMaker {
    return { kind: "ReplicaSet", name, template: { metadata: { labels: { app: "web" } }, spec } };
}

describe("who needs which configuration", () => {
    const specs: [string, unknown, string[]][] = [
        ["a volume of a ConfigMap", { volumes: [{ name: "files", configMap: { name: config } }] }, [config]],
        ["a volume of a Secret", { volumes: [{ name: "files", secret: { secretName: secret } }] }, [secret]],
        [
            "a projected volume",
            { volumes: [{ projected: { sources: [{ configMap: { name: config } }, { secret: { name: secret } }] } }] },
            [config, secret],
        ],
        [
            "a variable of a container",
            { containers: [{ env: [{ name: "A", valueFrom: { secretKeyRef: { name: secret, key: "A" } } }] }] },
            [secret],
        ],
        [
            "a variable of an init container",
            { initContainers: [{ env: [{ name: "A", valueFrom: { configMapKeyRef: { name: config, key: "A" } } }] }] },
            [config],
        ],
        [
            "all variables of an object",
            {
                containers: [{ envFrom: [{ configMapRef: { name: config } }] }],
                initContainers: [{ envFrom: [{ secretRef: { name: secret } }] }],
            },
            [config, secret],
        ],
        ["a field of a CSI driver", { volumes: [{ csi: { nodePublishSecretRef: { name: secret } } }] }, [secret]],
        ["a name that only begins like it", { volumes: [{ configMap: { name: `${config}0` } }] }, []],
        ["none of it", { containers: [{ image: "registry/web:1", env: [{ name: "A", value: "1" }] }] }, []],
    ];
    for (const [what, spec, names] of specs) {
        it(`sees ${what}`, () => {
            const needed = neededBy([config, secret, other], [replicaSet("web-1", spec)]);
            assert.deepEqual([...needed.keys()].sort(), names);
        });
    }

    it("names who needs it, and does not mind a template that is none", () => {
        const one = replicaSet("web-1", { volumes: [{ configMap: { name: config } }] });
        const two = replicaSet("web-2", { volumes: [{ configMap: { name: config } }, { configMap: { name: other } }] });
        const rollout: PodMaker = { kind: "Rollout", name: "web", template: undefined };
        const needed = neededBy([config, other, secret], [rollout, one, two]);
        assert.deepEqual(
            [...needed].map(([name, { kind, name: by }]) => [name, kind, by]),
            [
                [config, "ReplicaSet", "web-1"],
                [other, "ReplicaSet", "web-2"],
            ],
        );
    });
});
