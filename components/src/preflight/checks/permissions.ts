import type { PreflightFacts } from "../facts";
import { type Checked, note, problem } from "../finding";

/** Finds permissions that are missing; those of the stack may be another user's, and are only noted. */
export function checkPermissions({ denied }: PreflightFacts): Checked[] {
    if ("unknown" in denied) {
        return [note({ kind: "permissionsUnknown", reason: denied.unknown })];
    }
    return denied.value.map((permission) => {
        const finding = { kind: "missingPermission", permission } as const;
        return permission.need === "gate" ? problem(finding) : note(finding);
    });
}
