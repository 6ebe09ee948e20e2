import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { checkout } from "../../scripts/local/home";
import { existingRollout } from "../../scripts/local/project";
import type { Stack } from "../../scripts/local/stack";
import { onlyAnswers, sendAtRate } from "../support/e2e/ingressClient";
import { environment, imageOf, openStack } from "./support/environment";
import { assertFailed, assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

const namespace = "store";
const host = "store.local";

/** The parts of the verdict that are compared. */
interface Verdict {
    readonly outcome: string;
    readonly sentence: string;
    readonly evidence: {
        readonly shares?: readonly { readonly weight: number; readonly total: number }[];
        readonly answers?: { readonly latency?: object };
    };
}

describe("a Rollout that kubectl has applied", function () {
    this.timeout("15m");
    let opened: Promise<Stack> | undefined;
    const stackOf = () => (opened ??= openStack("e2e", { project: existingRollout }));
    let stopTraffic: () => void = () => undefined;

    async function kubectl(...args: string[]): Promise<string> {
        return (await environment()).target.kubectl.run([...args, `--namespace=${namespace}`]);
    }

    /** Removes what this or an interrupted run applied, if anything. */
    async function removeNamespace(): Promise<void> {
        const { target } = await environment();
        await target.kubectl.run(["delete", "namespace", namespace, "--ignore-not-found", "--wait=true"]);
    }

    /** The command `gate`, as another tool's pipeline runs it: the verdict, and the exit code. */
    async function gate(): Promise<Verdict & { readonly exitCode: number | undefined; readonly lines: string }> {
        const { kubeconfig, kubeContext } = (await environment()).target.settings;
        const program = join(checkout, "components", "dist", "cli", "index.js");
        const cluster = ["--kubeconfig", kubeconfig, "--context", kubeContext];
        const run = await execa("node", [program, "gate", "store/store", ...cluster, "--timeout", "5m", "--json"], {
            reject: false,
        });
        return { ...(JSON.parse(run.stdout) as Verdict), exitCode: run.exitCode, lines: run.stderr };
    }

    /** Sets the image, and variables of the container, as `kubectl set` does. */
    async function setVersion(version: string, env: readonly string[]): Promise<void> {
        const container = { name: "store", image: imageOf(version), env: env.map(variable) };
        const patch = [
            { op: "replace", path: "/spec/template/spec/containers/0/image", value: container.image },
            { op: "add", path: "/spec/template/spec/containers/0/env", value: container.env },
        ];
        await kubectl("patch", "rollout", "store", "--type=json", `--patch=${JSON.stringify(patch)}`);
    }

    before("apply it", async () => {
        const { target } = await environment();
        const manifests = readFileSync(join(existingRollout.folder, "manifests", "store.yaml"), "utf8");
        await removeNamespace();
        await target.kubectl.run(["create", "namespace", namespace]);
        await target.kubectl.run(
            ["apply", `--namespace=${namespace}`, "--filename=-"],
            manifests.replaceAll("localhost/ops-hardening-demo:v1", imageOf("v1")),
        );
    });

    after("remove it", async () => {
        stopTraffic();
        try {
            const stack = await stackOf();
            await stack.clear();
            await stack.forget();
        } finally {
            await removeNamespace();
        }
    });

    it("is verified by the command gate: a first deploy, and a good version by its own analysis", async () => {
        const first = await gate();
        assert.deepEqual([first.exitCode, first.outcome], [0, "Initial"], first.lines);
        const { ingressUrl } = await environment();
        stopTraffic = sendAtRate(ingressUrl, 25, { host });
        await onlyAnswers(ingressUrl, host, "v1", 50);

        await setVersion("v2", []);
        const good = await gate();
        assert.deepEqual([good.exitCode, good.outcome], [0, "Promoted"], good.sentence + good.lines);
        assert.match(good.sentence, /^rollout store\/store ended as Promoted: revision 2, .*:v2, pod hash \w+$/);
        assert.deepEqual(
            good.evidence.shares?.map(({ weight }) => weight),
            [20, 50],
        );
        assert.ok(good.evidence.answers?.latency, "latencies were judged by the threshold of the template");
        assert.doesNotMatch(good.lines, /not measured|not judged/);
        await onlyAnswers(ingressUrl, host, "v2", 50);
    });

    it("is aborted by it when the version is slow, with the numbers, and exit code 1 until it changes", async () => {
        await setVersion("v3", ["FAULT_LATENCY_MS=600-900"]);
        const bad = await gate();
        assert.equal(bad.exitCode, 1, bad.sentence + bad.lines);
        assert.match(
            bad.sentence,
            /^rollout store\/store (was )?aborted .* at step [1-3]\/4 \(setWeight \d+\): .*; traffic is back on stable \(canary weight 0\)/,
        );
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, host, "v2", 50);
        const again = await gate();
        assert.equal(again.exitCode, 1);
        assert.match(again.sentence, /^rollout store\/store is still aborted/);
    });

    it("is verified by a RolloutGate that knows its name alone, and fails pulumi up when it is bad", async () => {
        await setVersion("v2", []);
        const { target } = await environment();
        const stack = await stackOf();
        stack.configure({ ...target.settings, namespace, version: "2" });
        assertSucceeded(await stack.up());
        await assertNothingToDo(stack);

        await setVersion("v3", ["FAULT_ERROR_RATE=0.5"]);
        stack.configure({ ...target.settings, namespace, version: "3" });
        const bad = await stack.up();
        assertFailed(bad);
        assert.match(
            gateFailureOf(bad.output) ?? bad.output,
            // Without the step where the analysis aborted before pulumi had started.
            /^rollout store\/store (was )?aborted( [^:]+)?: .+; traffic is back on stable \(canary weight 0\)/,
        );
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, host, "v2", 50);
    });
});

function variable(text: string): { readonly name: string; readonly value: string } {
    const [name = "", value = ""] = text.split("=");
    return { name, value };
}
