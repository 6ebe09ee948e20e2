import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { environment } from "./environment";

/** A rule of a ClusterRole. */
export interface Rule {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
}

interface Kubeconfig {
    users: { name: string; user: object }[];
}

/** A kubeconfig with the names of the cluster's own, whose user is a ServiceAccount with some permissions. */
export class Account {
    private constructor(
        private readonly name: string,
        private readonly folder: string,
    ) {}

    /** Creates the ServiceAccount in the namespace `default`, with these permissions in every namespace. */
    static async create(name: string, rules: readonly Rule[]): Promise<Account> {
        const { target } = await environment();
        const rbac = "rbac.authorization.k8s.io";
        const subjects = [{ kind: "ServiceAccount", name, namespace: "default" }];
        const roleRef = { apiGroup: rbac, kind: "ClusterRole", name };
        await target.kubectl.apply([
            { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: "default" } },
            { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata: { name }, rules },
            { apiVersion: `${rbac}/v1`, kind: "ClusterRoleBinding", metadata: { name }, roleRef, subjects },
        ]);
        const token = await target.kubectl.run(["create", "token", name, "--namespace=default", "--duration=1h"]);
        const config = parse(await readFile(target.settings.kubeconfig, "utf8")) as Kubeconfig;
        const users = config.users.map((one) => ({ ...one, user: { token } }));
        const folder = await mkdtemp(join(tmpdir(), "account-"));
        const account = new Account(name, folder);
        await writeFile(account.kubeconfig, stringify({ ...config, users }));
        await chmod(account.kubeconfig, 0o600);
        return account;
    }

    get kubeconfig(): string {
        return join(this.folder, "kubeconfig");
    }

    async remove(): Promise<void> {
        const { target } = await environment();
        await rm(this.folder, { recursive: true });
        await target.kubectl.run(["delete", "serviceaccount", this.name, "--namespace=default", "--ignore-not-found"]);
        await target.kubectl.run(["delete", "clusterrole,clusterrolebinding", this.name, "--ignore-not-found"]);
    }
}
