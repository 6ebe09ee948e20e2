import { poll } from "../../../scripts/local/poll";
import type { PulumiRun } from "../../../scripts/local/pulumiCli";
import type { Stack } from "../../../scripts/local/stack";
import { Traffic } from "../../../scripts/local/traffic";
import { environment, imageOf, onSharedPlatform, openStack } from "./environment";
import { assertSucceeded } from "./pulumiRuns";

type Json = Record<string, unknown>;

/**
 * Settings of an app without its own. By default, an aborted version's pods stay for 30 s, in which Argo Rollouts
 * switches the canary Service some 30 times a second (argo-rollouts#3078), and the gate waits for their end.
 */
const usual: Json = { strategy: { abortScaleDownDelaySeconds: 5 } };

/** Differences of an app's stack from a separate stack on the shared platform. */
export interface AppOptions {
    readonly stack?: () => Promise<Stack>;
    /** Settings of the platform. @default - those that reference the shared one */
    readonly platform?: Json;
    /** Settings in every update. @default - a shorter stay of an aborted version's pods */
    readonly settings?: Json;
}

/** An app for the tests of one `describe`; removes it and its stack afterwards. */
export function appOf(test: string, options: AppOptions = {}): App {
    const app = new App(test, options);
    after(`remove ${app.name}`, () => app.remove());
    return app;
}

/** An app with its own stack, namespace and job, so that specs run concurrently with separate measurements. */
export class App {
    readonly name: string;
    readonly namespace: string;
    readonly host: string;
    private opened: Promise<Stack> | undefined;

    constructor(
        test: string,
        private readonly options: AppOptions,
    ) {
        this.name = `e2e-${test}`;
        this.namespace = this.name;
        this.host = `${test}.local`;
    }

    /** The stack that declares it. */
    stack(): Promise<Stack> {
        this.opened ??= this.options.stack?.() ?? openStack(this.name);
        return this.opened;
    }

    async outputs(): Promise<Json> {
        return (await this.stack()).outputs();
    }

    /** `pulumi up` with this app at a version. */
    async up(
        version: string,
        settings: Json = {},
        onLine?: (line: string) => void,
        onStart?: (pid: number) => void,
    ): Promise<PulumiRun> {
        return (await this.configured(version, settings)).up(onLine, [], onStart);
    }

    /** Its stack, configured with this app at a version. */
    async configured(version: string, settings: Json = {}): Promise<Stack> {
        const { target } = await environment();
        const stack = await this.stack();
        stack.configure({
            ...target.settings,
            ...(this.options.platform ?? (await onSharedPlatform())),
            namespace: this.namespace,
            name: this.name,
            host: this.host,
            image: imageOf(version),
            ...(this.options.settings ?? usual),
            ...settings,
        });
        return stack;
    }

    /** The first deploy, with traffic flowing before it returns. */
    async deploy(version: string, settings: Json = {}): Promise<void> {
        const run = await this.up(version, settings);
        assertSucceeded(run);
        await (await this.traffic()).measured();
    }

    /** Destroys and forgets its stack. */
    async remove(): Promise<void> {
        const stack = await this.stack();
        await stack.clear();
        await stack.forget();
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

    /** Runs kubectl in the app's namespace, as another client. */
    async kubectl(...args: string[]): Promise<string> {
        const { target } = await environment();
        return target.kubectl.run([...args, `--namespace=${this.namespace}`]);
    }

    /** Patches the Rollout's status as `kubectl argo rollouts promote`, `abort` and `retry` do. */
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

    /** The base Ingress without the API server's bookkeeping. */
    async baseIngress(): Promise<Json> {
        const { spec, metadata } = (await this.get("ingress")) as { spec: Json; metadata: Json };
        const { uid, annotations, labels, generation } = metadata;
        return { spec, uid, annotations, labels, generation };
    }

    /** Waits until the article's service-wide queries no longer include the requests of an aborted version. */
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
