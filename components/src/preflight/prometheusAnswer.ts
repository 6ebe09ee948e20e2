import { apiErrorCode, messageOf } from "../kubernetes";
import { DeniedError, type Metrics, NoSuchAddressError } from "../gate/cluster/prometheus";
import { NoSecretError } from "../gate/cluster/secretValues";
import type { PrometheusAnswer } from "./facts";

/** Time and output of a wait. */
export interface Wait {
    /** Milliseconds since the epoch. */
    readonly now: () => number;
    readonly sleep: (milliseconds: number) => Promise<void>;
    readonly log: (text: string) => void;
}

/** The time that a Prometheus may take to start or to restart, in milliseconds. */
export const prometheusStartMs = 120_000;

const retryMs = 2_000;

/**
 * Queries Prometheus once it answers. An address that leads nowhere and credentials that it denies are final; everything
 * else may be a Prometheus that starts, and is tried again for two minutes.
 */
export async function askPrometheus(metrics: Metrics, { now, sleep, log }: Wait): Promise<PrometheusAnswer> {
    const deadline = now() + prometheusStartMs;
    let last = "";
    for (;;) {
        try {
            await metrics.values("vector(1)", now() - 1_000, now(), 1_000);
            return { kind: "answers" };
        } catch (error) {
            const message = messageOf(error);
            if (error instanceof NoSecretError) {
                return { kind: "noSecret", message };
            }
            const final = error instanceof DeniedError || error instanceof NoSuchAddressError;
            if (final || apiErrorCode(error) === "Forbidden" || now() >= deadline) {
                return { kind: "fails", message };
            }
            if (message !== last) {
                log(`waiting: ${message}`);
                last = message;
            }
        }
        await sleep(retryMs);
    }
}
