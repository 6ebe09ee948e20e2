/**
 * Creates the log of all gates of a process, which is one update. Lines carry the rollout's name, `namespace/name`, from
 * the second gate on.
 */
export function gateLog(print: (line: string) => void): (rollout: string) => (line: string) => void {
    const rollouts = new Set<string>();
    return (rollout) => {
        rollouts.add(rollout);
        return (line) => {
            print(rollouts.size > 1 ? line.replace(/^(\[[\d:]+\])/, `$1 ${rollout}:`) : line);
        };
    };
}
