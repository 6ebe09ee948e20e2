import { Command, Option } from "commander";
import { demoApp, type DemoRouter, demoRouters, runDemo, shortcomings, summary } from "../demo";
import { home } from "../home";
import { appImage } from "../images";
import { withLock } from "../lock";
import { Stack } from "../stack";
import { openTarget } from "../target";
import { adoptOwnTools, ownToolsHelp } from "../toolchain/ownTools";
import { runMain, UserError } from "../userError";

const program = new Command("scripts/demo")
    .description(
        "Builds or finds everything, starts a local Kubernetes and runs pulumi up three times:\n" +
            "v1 deployed, v2 promoted step by step, v3 (slow) rolled back. Exit code 0 only if exactly that happened.",
    )
    .addOption(
        new Option("--schedule <name>", "short: about 3 minutes; article: the article's pauses, about 7")
            .choices(["short", "article"])
            .default("short"),
    )
    .addOption(
        new Option(
            "--router <name>",
            "ingress-nginx; Traefik with the same Ingresses, a TraefikService, or an HTTPRoute of the Gateway API; such a route on Envoy Gateway",
        )
            .choices(Object.keys(demoRouters))
            .default("nginx"),
    )
    .option("--context <name>", "use this context of KUBECONFIG instead of the local cluster")
    .option("--image <repository>", "where the tags v1, v2 and v3 of the app are", appImage)
    .option("--own-tools", ownToolsHelp)
    .showHelpAfterError()
    .parse();

const report = (line: string) => {
    console.log(line);
};

runMain(async () => {
    const { context, schedule, image, ownTools, router } = program.opts<{
        ownTools?: true;
        context?: string;
        schedule: "short" | "article";
        image: string;
        router: DemoRouter;
    }>();
    const { needs, url, settings } = demoRouters[router];
    if (settings.router === "gatewayApi" && context !== undefined) {
        throw new UserError(`--router ${router} needs the local cluster: its plugin is a stand-in, for that one only`);
    }
    const begun = Date.now();
    const stack = Stack.of("dev", context);
    // The demo and the tests share one cluster, and each clears it.
    const result = await withLock("run", report, async () => {
        if (ownTools === true) {
            await adoptOwnTools(report);
        }
        const target = await openTarget(context, report, needs);
        await stack.init();
        report(`pulumi logs to ${stack.logFile}`);
        await (context === undefined ? Stack.clearLocal(report) : stack.clearLeftovers(report));
        return runDemo(target, stack, { schedule, image, router }, report);
    });
    report(`\n== summary, after ${Math.round((Date.now() - begun) / 1000)} s`);
    summary(result).forEach(report);
    const missing = shortcomings(result);
    report(
        missing.length === 0
            ? "demo passed: v2 was promoted, v3 was rolled back"
            : `demo failed: ${missing.join(", ")}`,
    );
    nextSteps(stack, image, context, url).forEach(report);
    process.exitCode = missing.length === 0 ? 0 : 1;
});

/** Commands that a user may want to run next. */
function nextSteps(stack: Stack, image: string, context: string | undefined, url: string): string[] {
    const own = context === undefined;
    const settings = `--stack ${stack.name} --config-file ${stack.configFile}`;
    return [
        "\n== next",
        ...(own ? ['eval "$(scripts/cluster env)"        # kubectl and pulumi for this shell'] : []),
        `kubectl argo rollouts --namespace ${demoApp.namespace} get rollout ${demoApp.name}`,
        ...(own ? [`curl --header 'Host: ${demoApp.host}' ${url}`] : []),
        "the settings still deploy the bad v3; to deploy a good version:",
        `scripts/pulumi config rm env ${settings}`,
        `scripts/pulumi config set image ${image}:v1 ${settings}`,
        `scripts/pulumi up ${settings}`,
        "\n== to remove it",
        ...(own
            ? [
                  "scripts/cluster down                 # the cluster and all in it",
                  `rm -rf ${home}          # the cached programs and images too`,
              ]
            : [`scripts/pulumi destroy ${settings}`]),
    ];
}
