import { traefikDefinitions } from "@canary-delivery/components/versions";
import { addTraefik } from "../../../scripts/local/platform";
import { traefikRouter } from "../../../scripts/local/project";
import type { PulumiRun } from "../../../scripts/local/pulumiCli";
import { seedManifests } from "../../../scripts/local/releaseManifests";
import type { Stack } from "../../../scripts/local/stack";
import { environment, isLocal, openStack } from "./environment";

const httpNodePort = 30081;

/** Traefik in a separate stack, for the class of the shared ingress-nginx: both serve every Ingress. */
export class TraefikStack {
    private constructor(
        readonly stack: Stack,
        /** The URL at which this machine reaches it. */
        readonly url: string,
    ) {}

    static async open(): Promise<TraefikStack> {
        const { target, ingressUrl } = await environment();
        if (isLocal) {
            await addTraefik(target.toolchain, console.log);
            await seedManifests("traefik");
        }
        const stack = await openStack("e2e-router", { project: traefikRouter });
        return new TraefikStack(stack, ingressUrl.replace(/\d+$/, String(httpNodePort)));
    }

    /** `pulumi up` of Traefik, and of an app that it splits the requests of if the settings have an image. */
    async up(settings: Record<string, unknown>, onLine?: (line: string) => void): Promise<PulumiRun> {
        const { target } = await environment();
        const { url, sha256 } = traefikDefinitions;
        this.stack.configure({ ...target.settings, httpNodePort, url, sha256, ...settings });
        return this.stack.up(onLine);
    }

    /** The requests that its pod has answered. */
    async requests(): Promise<number> {
        const { kubectl } = (await environment()).target;
        const pod = await kubectl.run(["get", "pods", "--namespace=traefik", "--output=name"]);
        const path = `/api/v1/namespaces/traefik/pods/${pod.replace(/^pod\//, "")}:9100/proxy/metrics`;
        const metrics = await kubectl.run(["get", "--raw", path]);
        return [...metrics.matchAll(/^traefik_entrypoint_requests_total\{.*entrypoint="web".*\} (\S+)$/gm)].reduce(
            (sum, [, count]) => sum + Number(count),
            0,
        );
    }
}
