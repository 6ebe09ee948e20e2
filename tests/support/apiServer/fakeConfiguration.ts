import type { ConfigurationRetentionInputs } from "../../../components/src/app/configuration/inputs";
import type { ConfigurationRetentionState } from "../../../components/src/app/configuration/provider";
import type { FakeApiServer, FakeObject } from "./fakeApiServer";

/** The collections of the fake app's objects. */
export const configMaps = "/api/v1/namespaces/demo/configmaps";
export const secrets = "/api/v1/namespaces/demo/secrets";
export const replicaSets = "/apis/apps/v1/namespaces/demo/replicasets";
export const rollouts = "/apis/argoproj.io/v1alpha1/namespaces/demo/rollouts";

/** The labels of the app's configuration. */
export const labels = {
    "app.kubernetes.io/name": "web",
    "app.kubernetes.io/part-of": "canary-delivery",
    "app.kubernetes.io/component": "configuration",
};

/** The name of the ConfigMap of one content; a letter stands for a content. */
export function config(letter: string): string {
    return `web-config-${letter.repeat(10)}`;
}

/** The name of the Secret of one content. */
export function secret(letter: string): string {
    return `web-secret-${letter.repeat(10)}`;
}

/** The inputs of an app whose content is c. */
export function retentionInputs(server: FakeApiServer): ConfigurationRetentionInputs {
    return {
        kubeconfig: server.kubeconfig,
        kubeContext: "fake",
        namespace: "demo",
        rolloutName: "web",
        configMapName: config("c"),
        secretName: secret("c"),
        providerVersion: "1",
    };
}

/** The state after an update that left nothing. */
export function stateOf(
    inputs: ConfigurationRetentionInputs,
    changed: Partial<ConfigurationRetentionState> = {},
): ConfigurationRetentionState {
    return { ...inputs, keptConfigMaps: [], keptSecrets: [], swept: true, ...changed };
}

/** An app's configuration on a fake API server, and the objects that need it. */
export class FakeConfiguration {
    constructor(private readonly server: FakeApiServer) {}

    /** Puts the objects of these contents. */
    put(collection: string, letters: string, changed: Partial<FakeObject["metadata"]> = {}): void {
        for (const letter of letters.split("")) {
            const name = collection === secrets ? secret(letter) : config(letter);
            this.server.put(collection, {
                metadata: { name, uid: `uid-${name}`, labels, ...changed },
                data: { KEY: "YS1zZWNyZXQ=" },
            });
        }
    }

    /** Puts a ReplicaSet without pods, or the Rollout, that mounts a ConfigMap and takes variables from a Secret. */
    need(collection: string, name: string, letter: string, metadata: object = {}): void {
        const spec = {
            volumes: [{ name: "files", configMap: { name: config(letter) } }],
            containers: [{ name: "web", envFrom: [{ secretRef: { name: secret(letter) } }] }],
        };
        this.server.put(collection, {
            metadata: { name, labels: { "app.kubernetes.io/name": "web" }, ...metadata },
            spec: { replicas: 0, template: { spec } },
        });
    }

    /** Returns the contents whose objects exist. */
    left(collection: string): string {
        const nameOf = collection === secrets ? secret : config;
        return ["a", "b", "c", "d"].filter((letter) => this.server.get(collection, nameOf(letter))).join("");
    }
}

/** The provider's lines in this process, kept out of the tests' output. */
export class PrintedConfiguration {
    readonly lines: string[] = [];
    private readonly write = process.stdout.write.bind(process.stdout);

    constructor() {
        process.stdout.write = (text: string, ...rest: never[]) => {
            const [, line] = /^\[\d\d:\d\d:\d\d\] (Configuration: .*)\n$/.exec(text) ?? [];
            return line === undefined ? this.write(text, ...rest) : this.lines.push(line) > 0;
        };
    }

    release(): void {
        process.stdout.write = this.write;
    }
}

/** Returns the error of a call of the provider. */
export async function failureOf(call: Promise<unknown> | undefined) {
    const error: unknown = await call?.then(
        () => undefined,
        (thrown: unknown) => thrown,
    );
    if (!(error instanceof Error)) {
        throw new Error("it did not fail");
    }
    return error as Error & { id?: string; properties?: ConfigurationRetentionState; reasons?: string[] };
}
