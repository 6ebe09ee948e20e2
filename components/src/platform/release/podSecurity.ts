/** Returns the security context of a pod at Pod Security's level `restricted`, with the user of its image. */
export function restrictedPod(runAsUser: number) {
    return { runAsNonRoot: true, runAsUser, seccompProfile: { type: "RuntimeDefault" } };
}

/** The security context of its containers. */
export const restrictedContainer = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
};
