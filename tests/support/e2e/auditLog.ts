import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
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

/** The bodies of what the gate has written into a Rollout's status since some time, as the audit log witnesses them. */
export function gateWrites(auditLog: string, namespace: string, rollout: string, since: number) {
    const writes: Record<string, unknown>[] = [];
    for (const line of readFileSync(auditLog, "utf8").split("\n")) {
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
     * When the API server received the write, in milliseconds since the epoch. Watchers may hear of it before the
     * response is complete, which is the other time that the log has.
     */
    readonly at: number;
}

/** The successive weights of a canary Ingress since some time, as the API server's audit log witnesses them. */
export function writtenWeights(auditLog: string, namespace: string, ingress: string, since: number): WrittenWeight[] {
    const written: WrittenWeight[] = [];
    for (const line of readFileSync(auditLog, "utf8").split("\n")) {
        // The log is large; only lines that can matter are parsed.
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

/** The name that Argo Rollouts gives the canary Ingress of a rollout whose base Ingress has its own name. */
export function canaryIngress(rollout: string): string {
    return `${rollout}-${rollout}-canary`;
}

/** Holds the printed weights against the written ones: the same, in the same order, and none before it was written. */
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
