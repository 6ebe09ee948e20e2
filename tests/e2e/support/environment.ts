import {
    installPlatform,
    optionsFromEnvironment,
    platformStack,
    prepare,
} from "../../../scripts/local/testing/preparation";
import { Stack } from "../../../scripts/local/stack";
import type { StackOrigin } from "../../../scripts/local/stackSettings";
import { openTarget, runningTarget, type Target } from "../../../scripts/local/target";

const { context, image, prepared } = optionsFromEnvironment();

/** True on the local cluster; false on one of a context, which pulls its images. */
export const isLocal = context === undefined;

/** The app's image of a version. @default - the images that the local platform builds */
export function imageOf(version: string): string {
    return `${image}:${version}`;
}

/** The cluster, and the platform on it that all specs share. */
export interface Environment {
    readonly target: Target;
    /** The stack that installed the platform. */
    readonly platform: Stack;
    readonly ingressUrl: string;
}

let opened: Promise<Environment> | undefined;

/** The environment; the first call brings it up, unless `scripts/test` has done so. */
export function environment(): Promise<Environment> {
    opened ??= open();
    return opened;
}

async function open(): Promise<Environment> {
    const target = await (prepared ? runningTarget : openTarget)(context, console.log);
    if (!prepared) {
        await prepare(target, { context, image }, console.log);
    }
    const address = await target.kubectl.run([
        ...["get", "nodes", '--output=jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}'],
    ]);
    return { target, platform: platformStack(context), ingressUrl: `http://${address}:30080` };
}

/** A stack of a spec: of this or another project, with the committed settings of an environment. */
export async function openStack(name: string, origin: StackOrigin = {}): Promise<Stack> {
    // First, because it clears the local cluster.
    await environment();
    const stack = Stack.of(name, context, origin);
    await stack.init();
    if (context !== undefined) {
        await stack.clearLeftovers(console.log);
    }
    return stack;
}

/** Settings with which a stack uses the platform that all specs share. */
export async function onSharedPlatform() {
    const { platform } = await environment();
    return { platform: "reference", platformStack: platform.qualifiedName };
}

/** Changes the platform that all specs share to these settings in addition; without any, back to what it was. */
export async function changeSharedPlatform(settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { target, platform } = await environment();
    await installPlatform(target, platform, imageOf("v1"), console.log, settings);
}
