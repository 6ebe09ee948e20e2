import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { apiErrorCode } from "../../../../components/src/kubernetes";
import { selectContext } from "../../../../components/src/kubernetes/kubeconfig";

/** A kubeconfig whose context, cluster and user have one name. */
const kubeconfig = (name: string, user: object = {}, cluster: object = {}) =>
    stringify({
        contexts: [{ name, context: { cluster: name, user: name } }],
        clusters: [{ name, cluster: { server: `https://${name}`, ...cluster } }],
        users: [{ name, user }],
        "current-context": name,
    });

describe("a kubeconfig", () => {
    let home: string;
    const variables = ["HOME", "KUBECONFIG", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"] as const;
    const before = variables.map((name) => [name, process.env[name]] as const);

    beforeEach(() => {
        home = mkdtempSync(join(tmpdir(), "canary-home-"));
        mkdirSync(join(home, ".kube"));
        writeFileSync(join(home, ".kube", "config"), kubeconfig("usual"));
        variables.forEach((name) => Reflect.deleteProperty(process.env, name));
        process.env["HOME"] = home;
    });

    afterEach(() => {
        for (const [name, value] of before) {
            if (value === undefined) {
                // An assignment would make it the text "undefined".
                Reflect.deleteProperty(process.env, name);
            } else {
                process.env[name] = value;
            }
        }
        rmSync(home, { recursive: true });
    });

    const serverOf = async (given: string, kubeContext: string) =>
        (await selectContext({ kubeconfig: given, kubeContext })).cluster.server;
    const file = (name: string, text: string) => {
        const path = join(home, name);
        writeFileSync(path, text);
        return path;
    };
    const failsWith = (code: string, message: RegExp) => (error: unknown) => {
        assert.equal(apiErrorCode(error), code);
        assert.match((error as Error).message, message);
        assert.doesNotMatch((error as Error).message, /a-secret/);
        return true;
    };

    it("is a path, one from the home folder, a content, or the usual file", async () => {
        assert.equal(await serverOf(file("other", kubeconfig("other")), "other"), "https://other");
        assert.equal(await serverOf("~/.kube/config", "usual"), "https://usual");
        assert.equal(await serverOf("", "usual"), "https://usual");
        assert.equal(await serverOf(kubeconfig("managed"), "managed"), "https://managed");
    });

    it("is each file of $KUBECONFIG, of which the first counts, where none is named", async () => {
        const one = file("one", kubeconfig("one"));
        const two = file("two", kubeconfig("two"));
        const again = file("again", kubeconfig("one", {}, { server: "https://never" }));
        process.env["KUBECONFIG"] = [one, two, again, "/nowhere"].join(":");
        assert.equal(await serverOf("", "two"), "https://two");
        assert.equal(await serverOf("", "one"), "https://one");
        await assert.rejects(serverOf("", "usual"), failsWith("ContextUnknown", /which has: one, two, one$/));
    });

    it("needs a context, unless it is a content, whose current one counts", async () => {
        assert.equal(await serverOf(kubeconfig("managed"), ""), "https://managed");
        await assert.rejects(serverOf("~/.kube/config", ""), failsWith("ContextUnknown", /^kubeContext "" is not in/));
    });

    it("is the pod's ServiceAccount in a cluster", async () => {
        await assert.rejects(serverOf("in-cluster", ""), failsWith("KubeconfigInvalid", /needs a pod/));
        process.env["KUBERNETES_SERVICE_HOST"] = "fd00::1";
        process.env["KUBERNETES_SERVICE_PORT"] = "443";
        const root = "/var/run/secrets/kubernetes.io/serviceaccount";
        assert.deepEqual(await selectContext({ kubeconfig: "in-cluster", kubeContext: "" }), {
            cluster: { server: "https://[fd00::1]:443", "certificate-authority": `${root}/ca.crt` },
            user: { tokenFile: `${root}/token` },
        });
    });

    it("names files relative to itself, and plugins on PATH", async () => {
        const user = { tokenFile: "token", "client-key": "/key", exec: { command: "./bin/plugin" } };
        const path = file("relative", kubeconfig("one", user, { "certificate-authority": "ca" }));
        const selected = await selectContext({ kubeconfig: path, kubeContext: "one" });
        assert.equal(selected.cluster["certificate-authority"], join(home, "ca"));
        assert.deepEqual(selected.user, {
            tokenFile: join(home, "token"),
            "client-key": "/key",
            exec: { command: join(home, "bin", "plugin") },
        });
        const onPath = file("onPath", kubeconfig("one", { exec: { command: "plugin" } }));
        assert.equal((await selectContext({ kubeconfig: onPath, kubeContext: "one" })).user.exec?.command, "plugin");
    });

    it("is never repeated in an error", async () => {
        for (const [content, message] of [
            ['{ token: a-secret\n"', /^the given kubeconfig is not YAML: line 3, column 1$/],
            ["users: []\ntoken: !a-secret x\n", /^the given kubeconfig is not YAML: line \d, column \d+$/],
            ["users: []\ntoken: *a-secret\n", /^the given kubeconfig is not YAML: line \d, column \d+$/],
            ["token: a-secret\n", /^kubeContext "one" is not in the given kubeconfig, which has: none$/],
            ["- a-secret\n", /^kubeContext "one" is not in the given kubeconfig/],
            [
                "contexts: [{ name: one, context: { cluster: a-secret } }]\n",
                /names a cluster that the file does not have/,
            ],
        ] as const) {
            await assert.rejects(serverOf(content, "one"), (error: Error) => {
                assert.match(error.message, message);
                assert.doesNotMatch(error.message, /a-secret/);
                return true;
            });
        }
    });
});
