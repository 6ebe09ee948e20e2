import { LocalCluster } from "../../../scripts/local/cluster";
import { buildServiceImage, catalogService } from "../../../scripts/local/images";
import { toolFinder } from "../../../scripts/local/platform";
import { canaryConsumer } from "../../../scripts/local/project";
import type { PulumiRun } from "../../../scripts/local/pulumiCli";
import type { Stack } from "../../../scripts/local/stack";
import { Traffic } from "../../../scripts/local/traffic";
import { environment, imageOf, openStack } from "./environment";

/** The name, namespace and job of the example's service, as examples/another-service declares them. */
const name = "catalog";

/** The example's service and its stack, on the shared platform. */
export class CatalogApp {
    readonly namespace = name;
    readonly host = "shop.local";

    private constructor(
        readonly stack: Stack,
        /** Its URL at the ingress. */
        readonly url: string,
        readonly traffic: Traffic,
    ) {}

    /** Creates the stack, and imports these versions' images into the local cluster. */
    static async open(...versions: string[]): Promise<CatalogApp> {
        const { target, ingressUrl } = await environment();
        // A cluster of --context pulls them, from the repository next to the app's.
        if (target.auditLog !== undefined) {
            const report = console.log;
            for (const tag of versions) {
                const tools = toolFinder(target.toolchain.available);
                const image = await buildServiceImage({ tools, report, tag, service: catalogService });
                await new LocalCluster(target.toolchain).importImages([image], report);
            }
        }
        const stack = await openStack("e2e", { project: canaryConsumer });
        return new CatalogApp(stack, `${ingressUrl}/catalog`, new Traffic(target.kubectl, name, name));
    }

    /** `pulumi up` of the example with the service at a version. */
    async up(
        version: string,
        settings: Readonly<Record<string, unknown>> = {},
        onLine?: (line: string) => void,
    ): Promise<PulumiRun> {
        const { target, platform } = await environment();
        this.stack.configure({
            ...target.settings,
            platformStack: platform.qualifiedName,
            image: imageOf(version).replace(/[^/:]*(?=:[^/:]*$)/, name),
            requestsPerSecond: 40,
            ...settings,
        });
        return this.stack.up(onLine);
    }

    /** An object of the service's namespace, of the service's name. */
    async get(kind: string): Promise<unknown> {
        const { target } = await environment();
        return target.kubectl.json(["get", kind, name, `--namespace=${name}`, "--output=json"]);
    }

    async list(kind: string): Promise<readonly unknown[]> {
        const { target } = await environment();
        const answer = await target.kubectl.json(["get", kind, `--namespace=${name}`, "--output=json"]);
        return (answer as { items: unknown[] }).items;
    }
}
