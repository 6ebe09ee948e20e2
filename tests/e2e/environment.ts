import assert from "node:assert/strict";
import { appImage } from "../../scripts/local/images";
import { poll } from "../../scripts/local/poll";
import type { PulumiRun } from "../../scripts/local/pulumiRun";
import { Stack } from "../../scripts/local/stack";
import type { StackOrigin } from "../../scripts/local/stackSettings";
import { openTarget, type Target } from "../../scripts/local/target";
import { Traffic } from "../../scripts/local/traffic";

/** The app's image of a version: where the cluster finds its tags, by default what the local platform builds. */
export function imageOf(version: string): string {
    return `${process.env["CANARY_E2E_IMAGE"] ?? appImage}:${version}`;
}

let opened: Promise<{ target: Target; stack: Stack; ingressUrl: string }> | undefined;

/** The cluster and the stack that all real-cluster tests share; brought up by whoever asks first. */
export function environment() {
    opened ??= open();
    return opened;
}

async function open() {
    const context = process.env["CANARY_E2E_CONTEXT"];
    const target = await openTarget(context, console.log);
    const stack = Stack.of("e2e", context);
    await stack.init();
    await (context === undefined ? Stack.clearLocal(console.log) : stack.clearLeftovers(console.log));
    const address = await target.kubectl.run([
        ...["get", "nodes", '--output=jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}'],
    ]);
    return { target, stack, ingressUrl: `http://${address}:30080` };
}

/** Another stack beside the shared one: of another project, or of another environment's committed settings. */
export async function openStack(name: string, origin: StackOrigin = {}): Promise<Stack> {
    // First, for it is what clears the local cluster.
    await environment();
    const context = process.env["CANARY_E2E_CONTEXT"];
    const stack = Stack.of(name, context, origin);
    await stack.init();
    if (context !== undefined) {
        await stack.clearLeftovers(console.log);
    }
    return stack;
}

async function sharedStack(): Promise<Stack> {
    return (await environment()).stack;
}

type Json = Record<string, unknown>;

/** An app of its own namespace and job, so that no test sees another's measurements. */
export class App {
    readonly name: string;
    readonly namespace: string;
    readonly host: string;

    /** @param stack - the stack that declares it, by default the shared one */
    constructor(
        test: string,
        private readonly stack: () => Promise<Stack> = sharedStack,
    ) {
        this.name = `e2e-${test}`;
        this.namespace = `e2e-${test}`;
        this.host = `${test}.local`;
    }

    /** `pulumi up` with this app at a version; whatever app the stack had before is replaced. */
    async up(
        version: string,
        settings: Json = {},
        onLine?: (line: string) => void,
        onStart?: (pid: number) => void,
    ): Promise<PulumiRun> {
        const { target } = await environment();
        const stack = await this.stack();
        stack.configure({
            ...target.settings,
            namespace: this.namespace,
            name: this.name,
            host: this.host,
            image: imageOf(version),
            ...settings,
        });
        return stack.up(onLine, [], onStart);
    }

    /** The first deploy, with traffic flowing before it returns. */
    async deploy(version: string, settings: Json = {}): Promise<void> {
        const run = await this.up(version, settings);
        assertSucceeded(run);
        await (await this.traffic()).measured();
    }

    async traffic(): Promise<Traffic> {
        return new Traffic((await environment()).target.kubectl, this.namespace, this.name);
    }

    async get(kind: string, name: string = this.name): Promise<Json> {
        const { target } = await environment();
        return (await target.kubectl.json([
            "get",
            kind,
            name,
            `--namespace=${this.namespace}`,
            "--output=json",
        ])) as Json;
    }

    /** What another person does to the app, by kubectl. */
    async kubectl(...args: string[]): Promise<string> {
        const { target } = await environment();
        return target.kubectl.run([...args, `--namespace=${this.namespace}`]);
    }

    /** A person's `kubectl argo rollouts promote`, `abort` or `retry`: a merge patch of the Rollout's status. */
    async patchStatus(status: Json): Promise<void> {
        await this.kubectl(
            ...["patch", "rollout", this.name, "--subresource=status", "--type=merge"],
            `--patch=${JSON.stringify({ status })}`,
        );
    }

    async list(kind: string): Promise<Json[]> {
        const { target } = await environment();
        const answer = await target.kubectl.json(["get", kind, `--namespace=${this.namespace}`, "--output=json"]);
        return (answer as { items: Json[] }).items;
    }

    /** What a user declared and sees of the base Ingress: everything but the API server's bookkeeping. */
    async baseIngress(): Promise<Json> {
        const { spec, metadata } = (await this.get("ingress")) as { spec: Json; metadata: Json };
        const { uid, annotations, labels, generation } = metadata;
        return { spec, uid, annotations, labels, generation };
    }

    /**
     * Waits until a refused version's pods are gone. Until then Argo keeps rewriting the canary Service, and a version
     * that follows may get no requests (docs/gate.md).
     */
    async settled(): Promise<void> {
        await poll(`the refused pods of ${this.name} to go`, 120, async () => {
            const { spec, status } = (await this.get("rollout")) as {
                spec: { replicas: number };
                status: { replicas: number };
            };
            return status.replicas === spec.replicas || undefined;
        });
    }

    /** Waits until the article's service-wide queries no longer hold the requests of a refused version. */
    async drained(window: string): Promise<void> {
        const traffic = await this.traffic();
        const job = `job="${this.name}"`;
        const p99 = `histogram_quantile(0.99, sum(rate(http_request_duration_milliseconds_bucket{${job}}[${window}])) by (le))`;
        const failed = `sum(rate(http_requests_total{${job},status_code!~"2.."}[${window}])) or vector(0)`;
        await poll(`the ${window} window of ${this.name} to drain`, 180, async () => {
            const [latency] = await traffic.prometheus(p99);
            const [failures] = await traffic.prometheus(failed);
            return ((latency?.value ?? Infinity) < 100 && failures?.value === 0) || undefined;
        });
    }
}

/** Fails where a preview, an update or a refresh of the shared stack finds a change. */
export async function assertNothingToDo(): Promise<void> {
    await assertNothingToDoIn(await sharedStack());
}

/** The same of another stack. */
export async function assertNothingToDoIn(stack: Stack): Promise<void> {
    const flags = ["--expect-no-changes"];
    for (const run of [await stack.preview(flags), await stack.up(undefined, flags), await stack.refresh(flags)]) {
        assertSucceeded(run);
    }
}

/** Fails with the end of what pulumi said where it did not succeed. */
export function assertSucceeded(run: PulumiRun): void {
    assert.equal(run.exitCode, 0, endOf(run));
}

/** Fails with the end of what pulumi said where it succeeded. */
export function assertFailed(run: PulumiRun): void {
    assert.notEqual(run.exitCode, 0, endOf(run));
}

/** The last lines before pulumi drew its conclusions, and those: the stack's outputs, which come last, tell nothing. */
function endOf({ exitCode, lines }: PulumiRun): string {
    const texts = lines.map(({ text }) => text);
    const conclusions = texts.findLastIndex((text) => text.startsWith("Diagnostics:"));
    const outputs = texts.findIndex((text, index) => index > conclusions && text.startsWith("Outputs:"));
    const end = outputs === -1 ? texts.length : outputs;
    const said = texts.slice(Math.max(0, (conclusions === -1 ? end : conclusions) - 40), end);
    return `pulumi ended with exit code ${exitCode}; its last lines:\n${said.join("\n")}`;
}
