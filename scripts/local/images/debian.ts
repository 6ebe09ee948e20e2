import { output } from "../process";
import { contentKey } from "../toolchain/cache";
import { versions } from "../versions";
import type { Builder } from "./builder";

const suite = versions.debian;

/** A minimal Debian with a few packages, to build images from. */
export interface DebianBase {
    readonly name: string;
    readonly packages: readonly string[];
}

/** Files that a container never reads; a base without them is a third smaller. */
const excluded = ["/usr/share/doc/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/man/*"];

/** A base's content key; a newer Debian package alone does not change it. */
export function debianKey({ packages }: DebianBase): string {
    return contentKey([suite, ...packages, ...excluded]);
}

/** The base as an image in the builder's storage, which caches it. */
export async function ensureDebian(builder: Builder, base: DebianBase, mmdebstrap: string): Promise<string> {
    const reference = `localhost/canary-delivery-base/${base.name}:${debianKey(base)}`;
    if (await builder.has(reference)) return reference;
    await builder.withContext(`base-${base.name}`, async (context, run) => {
        await run(mmdebstrap, [
            "--variant=essential",
            `--include=${base.packages.join(",")}`,
            ...excluded.map((path) => `--dpkgopt=path-exclude=${path}`),
            suite,
            `${context}/base.tar`,
            ...(await mirror()),
        ]);
        await builder.build(context, reference, { text: "FROM scratch\nADD base.tar /\n" });
    });
    return reference;
}

/** The Debian mirror of this machine; empty if mmdebstrap must choose. */
async function mirror(): Promise<string[]> {
    const targets = [
        "indextargets",
        "--format",
        "$(REPO_URI)",
        "Created-By: Packages",
        "Origin: Debian",
        "Label: Debian",
    ];
    const [first] = (await output("apt-get", targets)).split("\n");
    return first === undefined || first === "" ? [] : [first];
}
