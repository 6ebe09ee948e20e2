import { connect, type KubernetesApi } from "./connection";
import type { ClusterTarget } from "./kubeconfig";

interface Shared {
    readonly api: Promise<KubernetesApi>;
    users: number;
}

/** The connections in use, by their target. */
const shared = new Map<string, Shared>();

/**
 * Connects as {@link connect} does, once for all users at a time: they share credentials, sockets and watches. The user
 * that has released it last ends it.
 */
export function shareConnection({ kubeconfig, kubeContext }: ClusterTarget): {
    readonly api: Promise<KubernetesApi>;
    readonly release: () => void;
} {
    const key = JSON.stringify([kubeconfig, kubeContext]);
    const connection = shared.get(key) ?? { api: connect({ kubeconfig, kubeContext }), users: 0 };
    shared.set(key, connection);
    connection.users += 1;
    return {
        api: connection.api,
        release: () => {
            connection.users -= 1;
            if (connection.users === 0) {
                shared.delete(key);
            }
        },
    };
}
