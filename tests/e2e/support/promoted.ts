import { poll } from "../../../scripts/local/poll";
import type { App } from "./app";
import { imageOf } from "./environment";

/** Waits until a version has all traffic. */
export async function promoted(app: App, version: string): Promise<void> {
    await poll(`${version} to be promoted`, 180, async () => {
        const { metadata, spec, status } = (await app.get("rollout")) as {
            metadata: { generation: number };
            spec: { template: { spec: { containers: { image: string }[] } } };
            status: { observedGeneration: string; phase: string; currentPodHash: string; stableRS: string };
        };
        const [container] = spec.template.spec.containers;
        // Until then, the status is about the previous version.
        const observed = status.observedGeneration === String(metadata.generation);
        const done = observed && status.phase === "Healthy" && status.currentPodHash === status.stableRS;
        return (done && container?.image === imageOf(version)) || undefined;
    });
}
