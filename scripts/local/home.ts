import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { UserError } from "./userError";

/** The folder of all local files, outside the checkout: `$CANARY_DELIVERY_HOME`, by default `~/.canary-delivery`. */
export const home = homeFolder(process.env["CANARY_DELIVERY_HOME"]);

/** The home folder that `setting` names; an empty string selects the default. */
export function homeFolder(setting = ""): string {
    if (setting !== "" && !isAbsolute(setting)) {
        throw new UserError(`CANARY_DELIVERY_HOME must be an absolute path, got ${setting}`);
    }
    return resolve(setting || join(homedir(), ".canary-delivery"));
}

/** The root of this checkout. */
export const checkout = resolve(__dirname, "../..");

/**
 * The folders under {@link home}. While the local cluster is down they are caches and logs, except pulumiState and
 * foreignStacks: Pulumi needs these to find what it created on clusters named with --context.
 */
export const folders = {
    /** Built or unpacked programs, one folder per content key. */
    tools: join(home, "tools"),
    /** Image archives by content key. */
    images: join(home, "images"),
    /** Upstream release manifests by sha256. */
    manifests: join(home, "manifests"),
    logs: join(home, "logs"),
    /** The reports of the demo's updates. */
    reports: join(home, "reports"),
    /** PKI, etcd's data, containerd's and kubelet's state, kubeconfig. */
    cluster: join(home, "cluster"),
    /** Pulumi's file backend. */
    pulumiState: join(home, "pulumi"),
    /** Settings of the stacks on the local cluster; removed with it. */
    stacks: join(home, "cluster", "stacks"),
    /** Settings of the stacks on clusters named with --context. */
    foreignStacks: join(home, "stacks"),
    /** `PULUMI_HOME`: plugins and workspaces. */
    pulumiHome: join(home, "pulumi-home"),
} as const;
