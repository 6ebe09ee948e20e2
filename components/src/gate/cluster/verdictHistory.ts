import { apiErrorCode, type KubernetesApi, retryOnConflict } from "../../kubernetes";
import type { Evidence } from "../model/evidence";
import { oneLine } from "../model/oneLine";
import type { Verified } from "../model/previous";
import { fieldManager } from "./types";

/** A verdict of a gate, as it is kept next to the Rollout. The time is ISO 8601. */
export interface KeptVerdict {
    readonly at: string;
    readonly outcome: string;
    readonly success: boolean;
    readonly revision: number;
    readonly podHash: string;
    readonly image: string;
    /** The sentence that the update ended with. */
    readonly sentence: string;
    /** The last measurement of each metric, by its name. */
    readonly measurements: Readonly<Record<string, string>>;
    /** Of the newest verdict only; absent in those of older versions. */
    readonly state?: KeptState;
}

/** The part of a gate's state that its next run needs, where no Pulumi stack has it. */
export interface KeptState {
    readonly outcome?: string;
    readonly podHash?: string;
    readonly revision?: number;
    readonly uid?: string;
    readonly verified?: Verified;
    readonly evidence: Pick<Evidence, "services" | "abortedAt" | "abortedFor" | "unproven" | "disprovedBy">;
}

/** The Rollout that a history belongs to. */
export interface HistorySubject {
    readonly namespace: string;
    readonly rolloutName: string;
    readonly uid: string;
}

/**
 * The number of verdicts that are kept, the newest; the characters of a sentence; the metrics, and the characters of a
 * name and of a value: the object stays below 1 MiB.
 */
const mostVerdicts = 50;
const mostCharacters = 2_000;
const mostMetrics = 30;
const metricCharacters = 150;

const key = "verdicts.json";

interface HistoryObject {
    readonly metadata: { readonly resourceVersion?: string };
    readonly data?: Readonly<Record<string, string>>;
}

/** Returns the name of the ConfigMap with the verdicts about a Rollout. */
export function historyName(rolloutName: string): string {
    const suffix = "-verdicts";
    return `${rolloutName.slice(0, 253 - suffix.length)}${suffix}`;
}

/** Reads the verdicts about a Rollout, the oldest first; [] without a history. */
export async function readVerdicts(
    api: KubernetesApi,
    { namespace, rolloutName }: Omit<HistorySubject, "uid">,
): Promise<readonly KeptVerdict[]> {
    return verdictsIn(await read(api, namespace, historyName(rolloutName)));
}

/**
 * Adds a verdict to the ConfigMap, which belongs to the Rollout and is removed with it. Rejects with the ApiError if the
 * user may not read, create or patch it.
 */
export async function keepVerdict(
    api: KubernetesApi,
    { namespace, rolloutName, uid }: HistorySubject,
    verdict: KeptVerdict,
): Promise<void> {
    const name = historyName(rolloutName);
    const kept = bounded(verdict);
    await retryOnConflict(async () => {
        const found = await read(api, namespace, name);
        const earlier = verdictsIn(found).map((one) => ({ ...one, state: undefined }));
        const data = { [key]: JSON.stringify([...earlier, kept].slice(-mostVerdicts)) };
        const path = `/api/v1/namespaces/${namespace}/configmaps`;
        const query = { fieldManager };
        await (found === undefined
            ? api.request({ method: "POST", path, query, body: created(name, rolloutName, uid, data) })
            : api.request({
                  ...{ method: "PATCH", path: `${path}/${name}`, query },
                  contentType: "application/merge-patch+json",
                  // Another gate's verdict is not lost: a write in between is a conflict.
                  body: { metadata: { resourceVersion: found.metadata.resourceVersion }, data },
              }));
    });
}

function bounded({ sentence, measurements, ...verdict }: KeptVerdict): KeptVerdict {
    const values = Object.entries(measurements).slice(0, mostMetrics);
    const short = (text: string) => oneLine(text, metricCharacters);
    return {
        ...verdict,
        sentence: sentence.slice(0, mostCharacters),
        measurements: Object.fromEntries(values.map(([metric, value]) => [short(metric), short(value)])),
    };
}

function created(name: string, rolloutName: string, uid: string, data: HistoryObject["data"]) {
    return {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: {
            name,
            labels: { "app.kubernetes.io/managed-by": fieldManager },
            ownerReferences: [{ apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: rolloutName, uid }],
        },
        data,
    };
}

async function read(api: KubernetesApi, namespace: string, name: string): Promise<HistoryObject | undefined> {
    try {
        const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
        return (await api.request({ method: "GET", path })) as HistoryObject;
    } catch (error) {
        if (apiErrorCode(error) === "NotFound") {
            return undefined;
        }
        throw error;
    }
}

/** Returns the verdicts of a ConfigMap; content that is no list of them counts as none. */
function verdictsIn(found: HistoryObject | undefined): readonly KeptVerdict[] {
    try {
        const parsed: unknown = JSON.parse(found?.data?.[key] ?? "[]");
        return Array.isArray(parsed) ? (parsed as readonly KeptVerdict[]) : [];
    } catch {
        return [];
    }
}
