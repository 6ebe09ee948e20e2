import { poll } from "../../../scripts/local/poll";
import { environment } from "./environment";

const name = "prometheus";
const inMonitoring = "--namespace=monitoring";

/** Sets the replicas of the shared Prometheus, and waits until they are Ready. */
export async function scalePrometheus(replicas: number): Promise<void> {
    const { target } = await environment();
    const patch = JSON.stringify({ spec: { replicas } });
    await target.kubectl.run(["patch", "prometheus", name, inMonitoring, "--type=merge", `--patch=${patch}`]);
    await poll(`${String(replicas)} replicas of Prometheus`, 180, async () => {
        const { status } = (await target.kubectl.json(["get", "prometheus", name, inMonitoring, "--output=json"])) as {
            status?: { availableReplicas?: number; replicas?: number; updatedReplicas?: number };
        };
        return (status?.availableReplicas === replicas && status.replicas === replicas) || undefined;
    });
}
