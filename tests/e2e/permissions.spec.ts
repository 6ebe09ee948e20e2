import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseAllDocuments, stringify } from "yaml";
import { checkout } from "../../scripts/local/home";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

interface Rules {
    readonly rules: readonly object[];
}

/** The lists of rules in docs/existing-platform.md, in their order: two of the gate, two of the rest. */
function documentedRules(): readonly Rules[] {
    const page = readFileSync(join(checkout, "docs", "existing-platform.md"), "utf8");
    const section = page.slice(page.indexOf("## Permissions"));
    const blocks = [...section.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);
    return blocks.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Rules));
}

describe("a user with the documented permissions alone", function () {
    this.timeout("15m");
    const app = appOf("permissions");
    const user = "system:serviceaccount:e2e-permissions:deployer";
    const folder = mkdtempSync(join(tmpdir(), "permissions-"));

    before(async () => {
        const { target } = await environment();
        await app.stack();
        const [gate, prometheus, rest, cluster] = documentedRules();
        assert.ok(gate && prometheus && rest && cluster);
        const subjects = [{ kind: "ServiceAccount", name: "deployer", namespace: app.namespace }];
        const rbac = "rbac.authorization.k8s.io";
        const role = (kind: string, rules: Rules["rules"], namespace?: string) => {
            const metadata = { name: "e2e-deployer", ...(namespace !== undefined && { namespace }) };
            const roleRef = { apiGroup: rbac, kind, name: metadata.name };
            return [
                { apiVersion: `${rbac}/v1`, kind, metadata, rules },
                { apiVersion: `${rbac}/v1`, kind: `${kind}Binding`, metadata, roleRef, subjects },
            ];
        };
        const objects = [
            { apiVersion: "v1", kind: "Namespace", metadata: { name: app.namespace } },
            { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "deployer", namespace: app.namespace } },
            ...role("Role", [...gate.rules, ...rest.rules], app.namespace),
            ...role("Role", prometheus.rules, "monitoring"),
            ...role("ClusterRole", cluster.rules),
        ];
        await target.kubectl.run(
            ["apply", "--filename=-"],
            JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
        );
    });

    after(async () => {
        const { target } = await environment();
        rmSync(folder, { recursive: true });
        const kinds = ["clusterrole", "clusterrolebinding"];
        await target.kubectl.run(["delete", kinds.join(), "e2e-deployer", "--ignore-not-found"]);
        await target.kubectl.run(["delete", "role,rolebinding", "e2e-deployer", "--namespace=monitoring"]);
        await target.kubectl.run(["delete", "namespace", app.namespace, "--ignore-not-found", "--wait=true"]);
    });

    /** A kubeconfig of the cluster with the user's token. */
    async function kubeconfig(): Promise<string> {
        const { target } = await environment();
        const token = await app.kubectl("create", "token", "deployer", "--duration=1h");
        const { kubeconfig: path, kubeContext } = target.settings as { kubeconfig: string; kubeContext: string };
        const config = parse(readFileSync(path, "utf8")) as {
            contexts: { name: string; context: { user: string } }[];
            users: unknown[];
        };
        const file = join(folder, "kubeconfig");
        const contexts = config.contexts
            .filter(({ name }) => name === kubeContext)
            .map((one) => ({ ...one, context: { ...one.context, user } }));
        writeFileSync(file, stringify({ ...config, contexts, users: [{ name: user, user: { token: token.trim() } }] }));
        return file;
    }

    it("deploys, canaries and removes an app", async () => {
        const settings = {
            kubeconfig: await kubeconfig(),
            createNamespace: "false",
            files: { "app.conf": "a" },
            steps: [{ setWeight: 50 }, { pause: { duration: "20s" } }, { setWeight: 100 }],
            initialDelay: "2s",
            interval: "5s",
            consecutiveErrorLimit: "1",
        };
        await app.deploy("v1", settings);
        assertSucceeded(await app.up("v2", settings));
        assert.equal((await app.outputs())["outcome"], "Promoted");
        await assertNothingToDo(await app.stack());
        assertSucceeded(await (await app.stack()).destroy());
    });
});
