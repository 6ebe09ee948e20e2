import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { checkout } from "../../scripts/local/home";
import { minimal } from "../../scripts/local/project";
import { Stack } from "../../scripts/local/stack";
import { ensureToolchain, programPath } from "../../scripts/local/toolchain";
import { Traffic } from "../../scripts/local/traffic";
import { kubeconfigFor } from "../support/apiServer/fakeKubeconfig";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { environment, imageOf, openStack } from "./support/environment";
import { npmInstall, PackedPackages, packageVersions, withPrograms } from "./support/packages";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

/** The example's name, namespace and job, and its host. */
const name = "shop";
const host = "shop.local";

/** The example's program with a stack transform, which changes the pod template by the setting `mesh`. */
function withTransform(program: string): string {
    const first = "const config = new pulumi.Config();\n";
    const transform = `pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
    if (type === "kubernetes:argoproj.io/v1alpha1:Rollout") {
        props["spec"].template.metadata.annotations = { mesh: config.get("mesh") ?? "1" };
    }
    return { props, opts };
});
`;
    assert.ok(program.includes(first));
    return `${program.replace(first, first + transform)}export const podHash = shop.gate.podHash;\n`;
}

describe("the packed packages, in a project elsewhere", function () {
    this.timeout("30m");
    let packages: PackedPackages;
    /** A project with the pinned versions, installed by npm. */
    let project: string;

    before("pack and install them", async () => {
        packages = await PackedPackages.pack();
        project = packages.project("npm");
        await npmInstall(project);
    });

    after(() => {
        packages.remove();
    });

    /** Runs `work` with a different Node.js. */
    async function onNode<T>(node: "node-22" | "node-24", work: () => Promise<T>): Promise<T> {
        const version = packageVersions[node];
        return withPrograms(await packages.tool("node", version), async () => {
            assert.equal((await execa("node", ["--version"])).stdout, `v${version}`);
            return work();
        });
    }

    it("leave one @pulumi/kubernetes there, the project's own", async () => {
        const { stdout } = await execa("find", [project, "-path", "*/@pulumi/kubernetes/package.json"]);
        assert.equal(stdout, join(project, "node_modules/@pulumi/kubernetes/package.json"));
    });

    it("are previewed by the Node.js that runs this, with a policy pack from there", async () => {
        const pack = join("node_modules", "@canary-delivery", "policies");
        const output = await preview(project, [
            ...["--policy-pack", pack],
            ...["--policy-pack-config", join(pack, "config", "dev.json")],
        ]);
        assert.match(output, /canary-policies@v[\d.]+ \(local: node_modules\/@canary-delivery\/policies\)/);
    });

    for (const node of ["node-22", "node-24"] as const) {
        it(`are previewed by ${node}`, async () => {
            await onNode(node, () => preview(project));
        });
    }

    it("are installed by pnpm, and previewed", async () => {
        const folder = packages.project("pnpm");
        const programs = await packages.tool("pnpm", packageVersions.pnpm);
        await execa(join(programs, "pnpm"), ["install"], { cwd: folder });
        await preview(folder);
    });

    it("fit the newest @pulumi/pulumi and @pulumi/kubernetes of their peer ranges, by types and a preview", async () => {
        const folder = packages.project("newest", (version) => `^${version}`);
        // The provider is pinned: no other one is available here.
        const toolchain = await ensureToolchain(console.log, ["pulumi-resource-kubernetes"]);
        const path = dirname(programPath(toolchain, "pulumi-resource-kubernetes"));
        const plugins = { providers: [{ name: "kubernetes", path }] };
        appendFileSync(join(folder, "Pulumi.yaml"), `plugins: ${JSON.stringify(plugins)}\n`);
        // npm selects the newest version for its Node.js; the newest of all no longer supports Node.js 20.
        await onNode("node-22", async () => {
            await npmInstall(folder);
            await execa(join(folder, "node_modules", ".bin", "tsc"), ["--noEmit"], { cwd: folder });
            await preview(folder);
        });
    });

    it("check manifests as the checkout does", async () => {
        const args = ["--manifests", join(checkout, "tests", "fixtures", "policies", "broken")];
        const packed = await execa("npx", ["canary-policies", ...args], { cwd: project, reject: false });
        const ours = await execa("npm", ["run", "--silent", "policy", "--", ...args], { cwd: checkout, reject: false });
        assert.equal(packed.exitCode, 1, packed.stderr);
        assert.ok(packed.stdout.includes("  mandatory  "), packed.stdout);
        assert.deepEqual([packed.exitCode, packed.stdout], [ours.exitCode, ours.stdout]);
    });

    describe("on the cluster", () => {
        let stack: Stack;

        before(async () => {
            const program = join(project, "index.ts");
            writeFileSync(program, withTransform(readFileSync(program, "utf8")));
            stack = await openStack("e2e", { project: { ...minimal, folder: project } });
        });

        after("remove the app", async () => {
            await stack.clear();
            await stack.forget();
        });

        /** `pulumi up` of the example with an image, by a newer Node.js than the checkout's. */
        async function up(version: string, settings: Readonly<Record<string, unknown>> = {}) {
            const { target } = await environment();
            const image = imageOf(version);
            stack.configure({ ...target.settings, image, requestsPerSecond: 40, ...settings });
            return onNode("node-22", () => stack.up());
        }

        it("deploy the example, promote its next version and one that only a transform changes, and roll back a bad one", async () => {
            const { target, ingressUrl } = await environment();
            assertSucceeded(await up("v1"));
            assert.equal((await stack.outputs())["outcome"], "Initial");
            await new Traffic(target.kubectl, name, name).measured();

            assertSucceeded(await up("v2"));
            assert.equal((await stack.outputs())["outcome"], "Promoted");
            await onlyAnswers(ingressUrl, host, "v2", 50);

            const { podHash } = await stack.outputs();
            assertSucceeded(await up("v2", { mesh: "2" }));
            const transformed = await stack.outputs();
            assert.equal(transformed["outcome"], "Promoted");
            assert.notEqual(transformed["podHash"], podHash);

            // 20 % of the new version's answers are 4 % of all at weight 20: the analysis, which sums both, lets them pass.
            const bad = await up("v3", { env: { FAULT_ERROR_RATE: "0.2" } });
            assertFailed(bad);
            assert.match(
                gateFailureOf(bad.output) ?? bad.output,
                /^rollout shop\/shop was aborted by this gate at step [1-5]\/5 .*the new version answered \d+ of \d+ requests with 5xx .*; traffic is back on stable \(canary weight 0\)/,
            );
            await onlyAnswers(ingressUrl, host, "v2", 50);
        });

        it("have the commands, by the package's name", async () => {
            const { kubeconfig, kubeContext } = (await environment()).target.settings;
            const cluster = ["--kubeconfig", kubeconfig, "--context", kubeContext];
            const args = ["--no", "@canary-delivery/components", "history", `${name}/${name}`, ...cluster, "--json"];
            const { stdout } = await execa("npx", args, { cwd: project });
            const { verdicts } = JSON.parse(stdout) as { verdicts: { outcome: string }[] };
            assert.deepEqual(
                verdicts.map(({ outcome }) => outcome),
                ["Initial", "Promoted", "Promoted", "Aborted"],
            );
        });
    });
});

/** A preview of a new stack of a project; it needs no cluster. */
async function preview(folder: string, flags: readonly string[] = []): Promise<string> {
    const stack = Stack.of("e2e-package", undefined, { project: { ...minimal, folder } });
    await stack.init();
    try {
        const kubeconfig = join(folder, "kubeconfig");
        writeFileSync(kubeconfig, kubeconfigFor("https://127.0.0.1:1"));
        stack.configure({ kubeconfig, kubeContext: "fake", image: imageOf("v1"), requestsPerSecond: 40 });
        const run = await stack.preview(flags);
        assertSucceeded(run);
        assert.match(run.output, /\+ \d\d to create/);
        return run.output;
    } finally {
        await stack.forget();
    }
}
