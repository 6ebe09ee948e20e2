import { join } from "node:path";
import { execa } from "execa";
import { contextName } from "../cluster/network";
import { kubeconfigPath } from "../cluster/pki";
import { checkout, folders, home } from "../home";
import { rolloutArguments } from "../rolloutArguments";
import { runMain } from "../userError";

const help = `Usage: scripts/rollout COMMAND [namespace/name] [options]

Runs the package's canary-delivery of this checkout. Without --context and --kubeconfig it uses the local cluster below ${home}.

  scripts/rollout watch demo/ops-hardening-demo
  scripts/rollout help               its commands
  scripts/rollout help watch         the options of one
`;

runMain(async () => {
    const args = process.argv.slice(2);
    const [command] = args;
    if (command === undefined || command === "--help" || command === "-h") {
        process.stdout.write(help);
        return;
    }
    const local = { kubeconfig: kubeconfigPath(folders.cluster, "admin"), context: contextName };
    const program = join(checkout, "components", "dist", "cli", "index.js");
    const { exitCode = 1 } = await execa("node", [program, ...rolloutArguments(args, local)], {
        stdio: "inherit",
        reject: false,
    });
    process.exitCode = exitCode;
});
