import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { home as defaultHome } from "../home";
import { withLock } from "../lock";
import { lookup, make } from "../toolchain/cache";
import type { LocalRouter } from "../toolchain/programs";
import { messageOf } from "../userError";
import { buildService, demoService, type Service, serviceImage, serviceKey } from "./serviceImage";
import { Builder } from "./builder";
import { fillContext, recipeFolder, recipeKey, type Tools } from "./context";
import { ensureDebian } from "./debian";
import { type Recipe, type RecipeName, recipes, recipesWith } from "./recipes";

/** An image as an archive that `ctr --namespace k8s.io images import` loads under its own name. */
export interface ImageArchive {
    readonly reference: string;
    readonly archive: string;
    readonly origin: "cache" | "built";
    /** Seconds that the build took, now or when it was cached. */
    readonly seconds: number;
}

export interface ImageOptions {
    /** The path of a program of the toolchain. */
    readonly tools: Tools;
    readonly home?: string;
    readonly report: (line: string) => void;
}

/** The versions of the demo service that the demo deploys. */
export const appTags = ["v1", "v2", "v3"] as const;

/** Returns the names of a platform's images; first those that need no program of the toolchain. */
export function imagesWith(router: LocalRouter): string[] {
    return [...appTags.map((tag) => `app:${tag}`), ...recipesWith(router)];
}

/** Images of the local platform, in the order of their names, from the cache or built. */
export async function ensureImages(
    options: ImageOptions & { readonly names: readonly string[] },
): Promise<ImageArchive[]> {
    return withImages(options, async (images) => {
        const archives: ImageArchive[] = [];
        for (const name of options.names) {
            const isApp = name.startsWith("app:");
            archives.push(
                isApp ? await images.service(demoService, name.slice(4)) : await images.platform(name as RecipeName),
            );
        }
        return archives;
    });
}

/** A service's image under a tag, by default the demo service's. */
export function buildServiceImage(
    options: ImageOptions & { readonly tag: string; readonly service?: Service },
): Promise<ImageArchive> {
    return withImages(options, (images) => images.service(options.service ?? demoService, options.tag));
}

function withImages<T>(options: ImageOptions, work: (images: Images) => Promise<T>): Promise<T> {
    return withLock("images", options.report, async () => {
        const images = new Images(options);
        const result = await work(images).catch(async (error: unknown) => {
            // The error of the build goes on, whatever becomes of the layers that it left.
            await images.close().catch((left: unknown) => {
                options.report(`could not remove the layers of the failed build: ${messageOf(left)}`);
            });
            throw error;
        });
        await images.close();
        return result;
    });
}

/** The cache of images, with a builder that is opened on the first miss. */
class Images {
    private readonly home: string;
    private readonly root: string;
    private opened: Promise<Builder> | undefined;

    constructor(private readonly options: ImageOptions) {
        this.home = options.home ?? defaultHome;
        this.root = join(this.home, "images");
        mkdirSync(this.root, { recursive: true });
    }

    async platform(name: RecipeName): Promise<ImageArchive> {
        const recipe: Recipe = recipes[name];
        const { tools } = this.options;
        return this.archive(recipe.folder, recipe.reference, await recipeKey(recipe, tools), async (builder) => {
            const base = recipe.base && (await ensureDebian(builder, recipe.base, await tools("mmdebstrap")));
            await builder.withContext(recipe.folder, async (context, run) => {
                await fillContext(recipe, context, tools, run);
                await builder.build(context, recipe.reference, {
                    file: join(recipeFolder(recipe), "Containerfile"),
                    ...(base === undefined ? {} : { buildArguments: { BASE: base } }),
                });
            });
        });
    }

    async service(service: Service, tag: string): Promise<ImageArchive> {
        const { name } = service;
        const reference = `${serviceImage(name)}:${tag}`;
        return this.archive(`${name}-${tag}`, reference, serviceKey(service, tag), (builder) =>
            buildService(builder, this.options.tools, service, tag),
        );
    }

    private async archive(
        name: string,
        reference: string,
        key: string,
        build: (builder: Builder) => Promise<void>,
    ): Promise<ImageArchive> {
        // The file name includes the key, by which the cluster recognizes an archive that it has imported.
        const file = `${name}-${key}.tar`;
        const fill = async (folder: string) => {
            this.options.report(`building image ${reference}`);
            const builder = await this.builder();
            await build(builder);
            await builder.moveToArchive(reference, join(folder, file));
            return { version: reference, source: "buildah" };
        };
        const recipe = { name, key, make: fill };
        const entry = lookup(this.root, recipe) ?? (await make(this.root, recipe));
        return { reference, archive: join(entry.folder, file), origin: entry.origin, seconds: entry.seconds };
    }

    async close(): Promise<void> {
        await this.opened?.then((builder) => builder.close());
    }

    private builder(): Promise<Builder> {
        this.opened ??= this.options
            .tools("buildah")
            .then((path) => Builder.open(path, this.home, this.options.report));
        return this.opened;
    }
}
