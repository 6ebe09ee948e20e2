/** Commands that need no cluster. */
const offline = ["report", "help", "--version"];

/** Returns the arguments for canary-delivery: with the local cluster's options, unless a command needs or names none. */
export function rolloutArguments(args: readonly string[], local: { kubeconfig: string; context: string }): string[] {
    const namesCluster = args.some((one) => /^--(context|kubeconfig)(=|$)/.test(one));
    const asksForHelp = args.includes("--help") || args.includes("-h");
    const needsNone = asksForHelp || offline.includes(args[0] ?? "");
    return namesCluster || needsNone
        ? [...args]
        : [...args, "--kubeconfig", local.kubeconfig, "--context", local.context];
}
