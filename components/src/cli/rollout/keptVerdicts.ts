import { type HistorySubject, type KeptVerdict, readVerdicts } from "../../gate/cluster/verdictHistory";
import { apiErrorCode, type KubernetesApi } from "../../kubernetes";

/** Reads the kept verdicts about a Rollout, the oldest first; a user who may not read them sees none. */
export async function verdictsIfPermitted(
    api: KubernetesApi,
    rollout: Omit<HistorySubject, "uid">,
): Promise<readonly KeptVerdict[]> {
    try {
        return await readVerdicts(api, rollout);
    } catch (error) {
        if (apiErrorCode(error) === "Forbidden") {
            return [];
        }
        throw error;
    }
}
