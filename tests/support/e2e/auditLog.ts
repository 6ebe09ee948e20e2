import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StatusLine } from "./statusLine";

interface AuditEvent {
    readonly verb: string;
    readonly requestReceivedTimestamp: string;
    readonly objectRef?: { readonly resource: string; readonly namespace?: string; readonly name?: string };
    readonly responseStatus?: { readonly code?: number };
    readonly requestURI?: string;
    readonly requestObject?: { readonly status?: Record<string, unknown> };
    readonly responseObject?: { readonly metadata?: { readonly annotations?: Record<string, string> } };
}

/**
 * The lines of the audit log that may be as young as this, oldest first. The API server begins a new file at a certain
 * size, and names the one before by its time: `audit-2026-01-01T10-00-00.000.log`.
 */
function* linesSince(auditLog: string, since: number): Generator<string> {
    const folder = dirname(auditLog);
    const files = readdirSync(folder)
        .filter((name) => /^audit(-[^/]+)?\.log$/.test(name))
        .toSorted()
        .map((name) => join(folder, name));
    for (const file of files.filter((one) => statSync(one).mtimeMs >= since)) {
        yield* readFileSync(file, "utf8").split("\n");
    }
}

/** The bodies of the gate's writes to a Rollout's status since a point in time, from the audit log. */
export function gateWrites(auditLog: string, namespace: string, rollout: string, since: number) {
    const writes: Record<string, unknown>[] = [];
    for (const line of linesSince(auditLog, since)) {
        if (
            !line.includes("fieldManager=canary-delivery") ||
            !line.includes(`"name":"${rollout}"`) ||
            !line.endsWith("}")
        ) {
            continue;
        }
        const { objectRef, responseStatus, requestObject, requestReceivedTimestamp } = JSON.parse(line) as AuditEvent;
        const good = (responseStatus?.code ?? 500) < 300 && Date.parse(requestReceivedTimestamp) >= since;
        if (good && objectRef?.resource === "rollouts" && objectRef.namespace === namespace) {
            writes.push(requestObject?.status ?? {});
        }
    }
    return writes;
}

/** A weight as the controller wrote it on the canary Ingress. */
export interface WrittenWeight {
    readonly weight: number;
    /**
     * Time at which the API server received the write, in milliseconds since the epoch. Not the time of the completed
     * response, before which watchers may receive the change.
     */
    readonly at: number;
}

/** The successive weights of a canary Ingress since a point in time, from the audit log. */
export function writtenWeights(auditLog: string, namespace: string, ingress: string, since: number): WrittenWeight[] {
    const written: WrittenWeight[] = [];
    for (const line of linesSince(auditLog, since)) {
        // The log is large; only relevant lines are parsed.
        if (!line.includes(`"name":"${ingress}"`) || !line.endsWith("}")) {
            continue;
        }
        const event = JSON.parse(line) as AuditEvent;
        const { objectRef, responseStatus, responseObject, verb, requestReceivedTimestamp } = event;
        const annotation = responseObject?.metadata?.annotations?.["nginx.ingress.kubernetes.io/canary-weight"];
        const at = Date.parse(requestReceivedTimestamp);
        if (
            objectRef?.resource === "ingresses" &&
            objectRef.namespace === namespace &&
            objectRef.name === ingress &&
            ["create", "update", "patch"].includes(verb) &&
            (responseStatus?.code ?? 500) < 300 &&
            annotation !== undefined &&
            at >= since &&
            written.at(-1)?.weight !== Number(annotation)
        ) {
            written.push({ weight: Number(annotation), at });
        }
    }
    return written;
}

/** The name that Argo Rollouts gives the canary Ingress if rollout and base Ingress have the same name. */
export function canaryIngress(rollout: string): string {
    return `${rollout}-${rollout}-canary`;
}

/** Checks that the printed weights are the written ones, in the same order, and none is printed before its write. */
export function assertWitnessed(lines: readonly StatusLine[], written: readonly WrittenWeight[]): void {
    const changes = lines.filter(({ canary }, index) => canary !== (lines[index - 1]?.canary ?? 0));
    assert.deepEqual(
        changes.map(({ canary }) => canary),
        written.map(({ weight }) => weight),
    );
    for (const [index, { weight, at }] of written.entries()) {
        const printedAt = changes[index]?.at ?? 0;
        assert.ok(printedAt >= at, `weight ${weight} was printed ${at - printedAt} ms before it was written`);
    }
}
