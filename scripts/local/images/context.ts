import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { contentKey, folderContents } from "../toolchain/cache";
import { compilerFlags, moduleFolder } from "../toolchain/goProgram";
import { UserError } from "../userError";
import type { Run } from "./builder";
import { debianKey } from "./debian";
import { fileHash } from "./fileHash";
import { editTemplate } from "./ingress-nginx/template";
import type { Recipe } from "./recipes";

export type Tools = (name: string) => Promise<string>;

const certificates = "/etc/ssl/certs/ca-certificates.crt";
const goGroups = join(__dirname, "../toolchain/go");

/** The folder of a recipe's own files. */
export const recipeFolder = (recipe: Recipe): string => join(__dirname, recipe.folder);

/** The content key of everything that goes into the image. */
export async function recipeKey(recipe: Recipe, tools: Tools): Promise<string> {
    // This file defines the content of the context, so it is a part of every recipe.
    const parts = [JSON.stringify(recipe), readFileSync(__filename, "utf8"), ...folderContents(recipeFolder(recipe))];
    for (const { tool } of Object.values(recipe.programs ?? {})) parts.push(await fileHash(await tools(tool)));
    for (const { group } of Object.values(recipe.goSources ?? {})) {
        if (group !== undefined) parts.push(...folderContents(join(goGroups, group)));
    }
    if (recipe.rootfs) parts.push(readCertificates());
    if (recipe.base) parts.push(debianKey(recipe.base));
    return contentKey(parts);
}

/** Fills the build context. */
export async function fillContext(recipe: Recipe, context: string, tools: Tools, run: Run): Promise<void> {
    for (const [name, { tool, capability }] of Object.entries(recipe.programs ?? {})) {
        const file = join(context, name);
        copyFileSync(await tools(tool), file);
        chmodSync(file, 0o755);
        if (capability !== undefined) await run("setcap", [capability, file]);
    }
    for (const [name, source] of Object.entries(recipe.goSources ?? {})) {
        const folder = source.group === undefined ? recipeFolder(recipe) : join(goGroups, source.group);
        const build = [
            "go",
            "-C",
            folder,
            "build",
            ...compilerFlags,
            "-ldflags=-s -w",
            "-o",
            join(context, name),
            source.package,
        ];
        await run("env", ["CGO_ENABLED=0", ...build]);
    }
    if (recipe.rootfs) writeRootfs(join(context, "rootfs"));
    if (recipe.nginxConfiguration) await writeNginxConfiguration(join(context, "etc"), recipeFolder(recipe), run);
}

function writeRootfs(rootfs: string): void {
    mkdirSync(join(rootfs, "tmp"), { recursive: true });
    chmodSync(join(rootfs, "tmp"), 0o1777);
    mkdirSync(join(rootfs, "empty"));
    const inside = join(rootfs, certificates);
    mkdirSync(dirname(inside), { recursive: true });
    writeFileSync(inside, readCertificates());
}

function readCertificates(): string {
    if (!existsSync(certificates)) {
        throw new UserError(`${certificates} is missing: install the package ca-certificates`);
    }
    return readFileSync(certificates, "utf8");
}

async function writeNginxConfiguration(etc: string, folder: string, run: Run): Promise<void> {
    const upstream = join(await moduleFolder("ingress-nginx", "k8s.io/ingress-nginx"), "rootfs", "etc");
    cpSync(upstream, etc, { recursive: true, filter: (path) => !path.endsWith("/lua/test") });
    // Files of the module cache are read-only; the controller writes nginx.conf.
    await run("chmod", ["-R", "u+w", etc]);
    const template = join(etc, "nginx", "template", "nginx.tmpl");
    writeFileSync(template, editTemplate(readFileSync(template, "utf8")));
    cpSync(join(folder, "lua"), join(etc, "nginx", "lua"), { recursive: true });
}
