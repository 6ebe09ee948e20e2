import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { AppConfiguration, type AppConfigurationArgs } from "../../../../components/src/app/configuration";
import { at, ResourceRecorder, type DeclaredResource } from "../../../support/pulumi/mocks";

const configMapType = "kubernetes:core/v1:ConfigMap";
const secretType = "kubernetes:core/v1:Secret";
const retentionType = "pulumi-nodejs:dynamic/canary:ConfigurationRetention";

const args: AppConfigurationArgs = {
    name: "web",
    namespace: "demo",
    labels: { "app.kubernetes.io/name": "web", team: "shop" },
    files: { "app.yaml": "a: 1\n", "b.txt": "" },
    secretFiles: { "tls.key": "a-private-key" },
    secretEnv: { API_KEY: pulumi.secret("an-api-key") },
    kubeconfig: "/home/me/kubeconfig",
    kubeContext: "local",
};

/** Args that depend on an id, which a preview never knows for a new resource. */
type Changed = Partial<AppConfigurationArgs> | ((id: pulumi.Output<string>) => Partial<AppConfigurationArgs>);

/** Declares a configuration, and records the options of each of its resources. */
async function declare(changed: Changed = {}, preview = false) {
    const recorder = await ResourceRecorder.start({ preview });
    const options = new Map<string, pulumi.CustomResourceOptions>();
    const transformation: pulumi.ResourceTransformation = ({ type, opts }) => {
        options.set(type, opts);
        return undefined;
    };
    const provider = new k8s.Provider("cluster", { kubeconfig: "/home/me/kubeconfig" });
    const before = new k8s.core.v1.Namespace("demo", {}, { provider });
    const configuration = new AppConfiguration(
        "web",
        { ...args, ...(typeof changed === "function" ? changed(before.id) : changed) },
        { provider, dependsOn: [before], transformations: [transformation] },
    );
    await recorder.settle();
    return { configuration, recorder, options, before };
}

/** The names of a configuration's ConfigMap and Secret. */
async function namesOf(changed: Partial<AppConfigurationArgs>): Promise<unknown[]> {
    const { recorder } = await declare(changed);
    return [configMapType, secretType].map((type) => {
        const found = recorder.resources.find((one) => one.type === type);
        return found && at(found, "metadata.name");
    });
}

/** Returns the readable part of a resource's inputs, without secrets. */
function plain(value: unknown): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const fields = value as Record<string, unknown>;
    if (fields[pulumi.runtime.specialSigKey] === pulumi.runtime.specialSecretSig) {
        return "[secret]";
    }
    return Array.isArray(value)
        ? value.map(plain)
        : Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, plain(field)]));
}

describe("AppConfiguration", () => {
    let declared: Awaited<ReturnType<typeof declare>>;
    let configMap: DeclaredResource;
    let secret: DeclaredResource;
    before(async () => {
        declared = await declare();
        configMap = declared.recorder.get(configMapType);
        secret = declared.recorder.get(secretType);
    });

    it("declares immutable objects that are named by their content", () => {
        assert.match(String(at(configMap, "metadata.name")), /^web-config-[0-9a-f]{10}$/);
        assert.match(String(at(secret, "metadata.name")), /^web-secret-[0-9a-f]{10}$/);
        assert.deepEqual(at(configMap, "data"), args.files);
        for (const object of [configMap, secret]) {
            assert.equal(object.inputs["immutable"], true);
            assert.equal(at(object, "metadata.namespace"), "demo");
            assert.deepEqual(at(object, "metadata.labels"), {
                "app.kubernetes.io/name": "web",
                "app.kubernetes.io/part-of": "canary-delivery",
                "app.kubernetes.io/component": "configuration",
                team: "shop",
            });
        }
    });

    it("has one Secret for files and variables, as the API server keeps it", () => {
        const { value } = secret.inputs["data"] as { value: Record<string, string> };
        const decoded = Object.entries(value).map(([key, text]) => [key, Buffer.from(text, "base64").toString()]);
        assert.deepEqual(Object.fromEntries(decoded), { "tls.key": "a-private-key", API_KEY: "an-api-key" });
    });

    it("keeps secret values secret, also those that the caller forgot to mark, and their names plain", async () => {
        const text = JSON.stringify(declared.recorder.resources.map(({ inputs }) => plain(inputs)));
        for (const value of ["a-private-key", "an-api-key"]) {
            assert.ok(!text.includes(value));
            assert.ok(!text.includes(Buffer.from(value).toString("base64")));
        }
        const { configMapName, secretName } = declared.configuration;
        assert.equal(await pulumi.isSecret(pulumi.output(secretName)), false);
        assert.equal(await pulumi.isSecret(pulumi.output(configMapName)), false);
        assert.ok(text.includes(String(at(secret, "metadata.name"))));
    });

    it("gives other names to other contents only", async () => {
        const [config, secretName] = await namesOf({});
        const turned = await namesOf({ files: { "b.txt": "", "app.yaml": "a: 1\n" } });
        assert.deepEqual(turned, [config, secretName]);
        const [otherFile, sameSecret] = await namesOf({ files: { ...args.files, "b.txt": "b" } });
        assert.notEqual(otherFile, config);
        assert.equal(sameSecret, secretName);
        const [sameFile, otherVariable] = await namesOf({ secretEnv: { API_KEY: "another-key" } });
        assert.equal(sameFile, config);
        assert.notEqual(otherVariable, secretName);
        const [, forgotten] = await namesOf({ secretEnv: { API_KEY: "an-api-key" } });
        assert.equal(forgotten, secretName);
    });

    it("leaves the earlier objects to the retention, which comes after the current ones", () => {
        const { options, before } = declared;
        assert.equal(options.get(configMapType)?.retainOnDelete, true);
        assert.equal(options.get(secretType)?.retainOnDelete, true);
        assert.notEqual(options.get(retentionType)?.retainOnDelete, true);
        const types = (type: string) =>
            (options.get(type)?.dependsOn as pulumi.Resource[]).map(
                (one) => (one as unknown as { __pulumiType: string }).__pulumiType,
            );
        assert.deepEqual(types(retentionType), ["kubernetes:core/v1:Namespace", configMapType, secretType]);
        // Written to the objects themselves, where destroy reads it.
        assert.deepEqual(options.get(secretType)?.dependsOn, [before]);
        const { __provider, ...inputs } = declared.recorder.get(retentionType).inputs;
        assert.equal(typeof __provider, "string");
        assert.deepEqual(inputs, {
            kubeconfig: "/home/me/kubeconfig",
            kubeContext: "local",
            namespace: "demo",
            rolloutName: "web",
            configMapName: at(configMap, "metadata.name"),
            secretName: at(secret, "metadata.name"),
            providerVersion: "2",
        });
    });

    it("applies over what an earlier update left, by one manager and with force", () => {
        for (const object of [configMap, secret]) {
            assert.deepEqual(at(object, "metadata.annotations"), {
                "pulumi.com/patchForce": "true",
                "pulumi.com/patchFieldManager": "canary-delivery-pulumi",
            });
        }
    });

    it("uses its caller's provider", () => {
        assert.match(configMap.provider, /::cluster::/);
        assert.match(secret.provider, /::cluster::/);
    });

    it("has no object without content, but still a retention, which removes the earlier objects", async () => {
        const { configuration, recorder } = await declare({ files: {}, secretFiles: undefined, secretEnv: undefined });
        assert.equal(configuration.configMapName, undefined);
        assert.equal(configuration.secretName, undefined);
        assert.deepEqual(
            recorder.resources.map(({ type }) => type).filter((type) => /ConfigMap|Secret/.test(type)),
            [],
        );
        const { inputs } = recorder.get(retentionType);
        assert.deepEqual([inputs["configMapName"], inputs["secretName"]], ["", ""]);
        const variables = await declare({ files: undefined, secretFiles: undefined });
        assert.equal(variables.configuration.configMapName, undefined);
        assert.ok(variables.recorder.get(secretType));
    });

    it("previews content that is not known yet under a name that is not known yet", async () => {
        const { recorder } = await declare((id) => ({ files: { "app.yaml": id } }), true);
        assert.notEqual(typeof at(recorder.get(configMapType), "metadata.name"), "string");
        assert.notEqual(typeof recorder.get(retentionType).inputs["configMapName"], "string");
        assert.equal(at(recorder.get(secretType), "metadata.name"), at(secret, "metadata.name"));
        const nowhere = await declare((namespace) => ({ namespace }), true);
        assert.notEqual(typeof at(nowhere.recorder.get(secretType), "metadata.name"), "string");
    });
});
