import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { apiError, messageOf } from "./errors";
import { parseYaml } from "./yaml";

/** One context of one kubeconfig. */
export interface ClusterTarget {
    /**
     * A path, absolute or from `~`; the content of a kubeconfig; `in-cluster`, for the ServiceAccount of a pod; or empty,
     * for the files of `$KUBECONFIG`, else `~/.kube/config`. Paths are resolved where the code runs.
     */
    readonly kubeconfig: string;
    /** The context's name; empty for the current context of a content, and in a cluster. */
    readonly kubeContext: string;
}

/** A cluster, as a kubeconfig has it; its files have absolute paths. */
export interface ClusterEntry {
    readonly server: string;
    readonly "proxy-url"?: string;
    readonly "certificate-authority"?: string;
    readonly "certificate-authority-data"?: string;
    readonly "insecure-skip-tls-verify"?: boolean;
    readonly "tls-server-name"?: string;
    readonly extensions?: readonly { readonly name: string; readonly extension: unknown }[];
}

/** A credential plugin of a user. */
export interface ExecEntry {
    readonly apiVersion: string;
    readonly command: string;
    readonly args?: readonly string[] | null;
    readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
    readonly installHint?: string;
    readonly interactiveMode?: "Never" | "IfAvailable" | "Always";
    readonly provideClusterInfo?: boolean;
}

/** A user, as a kubeconfig has it; its files have absolute paths. */
export interface UserEntry {
    readonly token?: string;
    readonly tokenFile?: string;
    readonly username?: string;
    readonly exec?: ExecEntry;
    readonly as?: string;
    readonly "as-uid"?: string;
    readonly "as-groups"?: readonly string[];
    readonly "as-user-extra"?: Readonly<Record<string, readonly string[]>>;
    readonly [field: string]: unknown;
}

/** A context with its cluster and user. */
export interface SelectedContext {
    readonly cluster: ClusterEntry;
    readonly user: UserEntry;
}

/** The kubeconfig that stands for the ServiceAccount of the pod that the code runs in. */
export const inCluster = "in-cluster";

const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

/** True for the content of a kubeconfig, which holds credentials, in contrast to a path. */
export function isKubeconfigContent(kubeconfig: string): boolean {
    return kubeconfig.includes("\n") || kubeconfig.trimStart().startsWith("{");
}

/** True when a kubeconfig needs no context: it has one cluster, or a current context that goes with it. */
export function isSelfContained(kubeconfig: string): boolean {
    return kubeconfig === inCluster || isKubeconfigContent(kubeconfig);
}

/** Replaces a leading `~` by the home folder. */
export function expandHome(file: string): string {
    return file === "~" || file.startsWith("~/") ? path.join(homedir(), file.slice(1)) : file;
}

/** Names a kubeconfig in a message, without its content. */
export function describeKubeconfig(kubeconfig: string): string {
    if (isKubeconfigContent(kubeconfig)) {
        return "the given kubeconfig";
    }
    return kubeconfig === "" || kubeconfig === inCluster ? filesOf(kubeconfig).join(":") || inCluster : kubeconfig;
}

/**
 * Reads the context of a target, as kubectl does: the first entry of a name counts, and files are relative to the
 * kubeconfig that names them.
 *
 * @throws ApiError KubeconfigInvalid or ContextUnknown; messages contain nothing of a kubeconfig but names of contexts
 */
export async function selectContext(target: ClusterTarget): Promise<SelectedContext> {
    if (target.kubeconfig === inCluster) {
        return podsContext();
    }
    const parts = isKubeconfigContent(target.kubeconfig)
        ? [parsed(target.kubeconfig, "the given kubeconfig", process.cwd())]
        : await Promise.all(filesOf(target.kubeconfig).map(readPart));
    const source = describeKubeconfig(target.kubeconfig);
    const contexts = parts.flatMap((part) => part.contexts);
    const current = isSelfContained(target.kubeconfig) ? (parts[0]?.current ?? "") : "";
    const wanted = target.kubeContext === "" ? current : target.kubeContext;
    const context = contexts.find(({ name }) => name === wanted)?.entry;
    if (context === undefined) {
        const known = contexts.map(({ name }) => name).join(", ") || "none";
        throw apiError("ContextUnknown", `kubeContext "${wanted}" is not in ${source}, which has: ${known}`);
    }
    const cluster = parts.flatMap((part) => part.clusters).find(({ name }) => name === context["cluster"])?.entry;
    if (typeof cluster?.["server"] !== "string") {
        throw invalid(`kubeContext "${wanted}" of ${source} names a cluster that the file does not have`);
    }
    const user = parts.flatMap((part) => part.users).find(({ name }) => name === context["user"])?.entry ?? {};
    return { cluster: cluster as unknown as ClusterEntry, user };
}

/** The parts of a kubeconfig, with absolute paths. */
interface Part {
    readonly contexts: readonly Named[];
    readonly clusters: readonly Named[];
    readonly users: readonly Named[];
    readonly current: string;
}

interface Named {
    readonly name: string;
    readonly entry: Readonly<Record<string, unknown>>;
}

function filesOf(kubeconfig: string): string[] {
    if (kubeconfig === inCluster) {
        return [];
    }
    const listed = (process.env["KUBECONFIG"] ?? "").split(path.delimiter).filter((file) => file !== "");
    if (kubeconfig !== "" || listed.length === 0) {
        return [expandHome(kubeconfig || "~/.kube/config")];
    }
    // kubectl ignores files of the list that do not exist.
    const existing = listed.filter((file) => existsSync(file));
    return existing.length === 0 ? listed : existing;
}

async function readPart(file: string): Promise<Part> {
    let text: string;
    try {
        text = await readFile(file, "utf8");
    } catch (error) {
        throw invalid(`kubeconfig ${file} cannot be read: ${messageOf(error)}`);
    }
    return parsed(text, `kubeconfig ${file}`, path.dirname(file));
}

function parsed(text: string, source: string, folder: string): Part {
    let content: unknown;
    try {
        content = parseYaml(text);
    } catch (error) {
        throw invalid(`${source} is not YAML: ${messageOf(error)}`);
    }
    const { contexts, clusters, users, "current-context": current } = (content ?? {}) as Record<string, unknown>;
    const absolute = (entry: Record<string, unknown>) => withAbsolutePaths(entry, folder);
    return {
        contexts: named(contexts, "context"),
        clusters: named(clusters, "cluster").map(({ name, entry }) => ({ name, entry: absolute(entry) })),
        users: named(users, "user").map(({ name, entry }) => ({ name, entry: absolute(entry) })),
        current: typeof current === "string" ? current : "",
    };
}

function named(list: unknown, field: string): Named[] {
    return (Array.isArray(list) ? (list as unknown[]) : []).map((one) => {
        const { name, [field]: entry } = (one ?? {}) as Record<string, unknown>;
        return { name: String(name), entry: typeof entry === "object" && entry !== null ? { ...entry } : {} };
    });
}

const fileFields = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

function withAbsolutePaths(entry: Record<string, unknown>, folder: string): Record<string, unknown> {
    const resolved = Object.fromEntries(
        Object.entries(entry).map(([field, value]) => [
            field,
            fileFields.includes(field) && typeof value === "string" && value !== ""
                ? path.resolve(folder, value)
                : value,
        ]),
    );
    const exec = resolved["exec"] as ExecEntry | null | undefined;
    // A command without a slash is looked up on PATH.
    return exec?.command.includes("/") === true
        ? { ...resolved, exec: { ...exec, command: path.resolve(folder, exec.command) } }
        : resolved;
}

function podsContext(): SelectedContext {
    const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
    if (host === undefined || port === undefined) {
        throw invalid(`kubeconfig "${inCluster}" needs a pod: KUBERNETES_SERVICE_HOST and _PORT are not set`);
    }
    return {
        cluster: {
            server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
            "certificate-authority": `${serviceAccount}/ca.crt`,
        },
        user: { tokenFile: `${serviceAccount}/token` },
    };
}

function invalid(message: string): Error {
    return apiError("KubeconfigInvalid", message);
}
