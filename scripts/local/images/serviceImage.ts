import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { checkout, home as defaultHome } from "../home";
import { output } from "../process";
import { contentKey } from "../toolchain/cache";
import { versions } from "../versions";
import type { Builder } from "./builder";
import type { Tools } from "./context";
import { type DebianBase, debianKey, ensureDebian } from "./debian";

/** A service with a Containerfile that is based on the Node image. */
export interface Service {
    /** The last part of the image's name. */
    readonly name: string;
    /** The sources. */
    readonly folder: string;
}

/** The demo service. */
export const demoService: Service = { name: "ops-hardening-demo", folder: join(checkout, "app") };

/** The service of the example that uses the platform of another stack. */
export const catalogService: Service = {
    name: "catalog",
    folder: join(checkout, "examples", "another-service", "service"),
};

/** A service's image without its tag. */
export function serviceImage(name: string): string {
    return `localhost/${name}`;
}

/** The demo service's image without its tag. */
export const appImage = serviceImage(demoService.name);

/** The base image in the services' Containerfiles: pulled if there is a registry, here built from Debian. */
export const nodeImage = `docker.io/library/node:${versions.node}-${versions.debian}-slim`;

const nodeBase: DebianBase = { name: "node", packages: ["ca-certificates", "nodejs"] };

/** Debian's own npm package needs hundreds of others. */
const npmVersion = versions.npm;

const nodeContainerfile = join(__dirname, "node", "Containerfile");

/** The entries of .dockerignore. */
const ignored = new Set(["node_modules", "dist"]);

/** True if a name is valid as the last part of an image's name. */
export function isServiceName(name: string): boolean {
    return /^[a-z0-9]+([._-][a-z0-9]+)*$/.test(name);
}

/** The content key of a service's name, files and version. */
export function serviceKey({ name, folder }: Service, tag: string): string {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => !path.split("/").some((part) => ignored.has(part)) && statSync(join(folder, path)).isFile())
        .sort();
    return contentKey([
        name,
        tag,
        debianKey(nodeBase),
        npmVersion,
        readFileSync(nodeContainerfile, "utf8"),
        ...files.flatMap((path) => [path, readFileSync(join(folder, path), "utf8")]),
    ]);
}

/** Builds a service's image with its own Containerfile. */
export async function buildService(
    builder: Builder,
    tools: Tools,
    { name, folder }: Service,
    tag: string,
): Promise<void> {
    await ensureNode(builder, tools);
    await builder.withContext(`${name}-${tag}`, async (scratch) => {
        await builder.build(resolve(folder), `${serviceImage(name)}:${tag}`, {
            file: join(resolve(folder), "Containerfile"),
            buildArguments: { VERSION: tag },
            mounts: await npmSettings(scratch),
        });
    });
}

/** The Node image in the builder's storage, under the name in the Containerfile. */
async function ensureNode(builder: Builder, tools: Tools): Promise<void> {
    const key = contentKey([debianKey(nodeBase), npmVersion, readFileSync(nodeContainerfile, "utf8")]);
    const reference = `localhost/canary-delivery-base/node-npm:${key}`;
    if (!(await builder.has(reference))) {
        const base = await ensureDebian(builder, nodeBase, await tools("mmdebstrap"));
        await builder.withContext("node", async (context, run) => {
            await run("npm", ["pack", `npm@${npmVersion}`, "--silent", "--pack-destination", context]);
            await run("tar", [
                "-xzf",
                join(context, `npm-${npmVersion}.tgz`),
                "-C",
                context,
                "--transform=s/^package/npm/",
            ]);
            await run("chmod", ["+x", join(context, "npm/bin/npm-cli.js"), join(context, "npm/bin/npx-cli.js")]);
            await builder.build(context, reference, { file: nodeContainerfile, buildArguments: { BASE: base } });
        });
    }
    await builder.tag(reference, nodeImage);
}

/** The registry and the certificate authorities that npm uses on this machine, for npm in the build. */
async function npmSettings(scratch: string): Promise<Record<string, string>> {
    const setting = async (name: string) => {
        const value = await output("npm", ["config", "get", name], defaultHome);
        return value === "null" || value === "undefined" ? "" : value;
    };
    const lines = [`registry=${await setting("registry")}`];
    const mounts: Record<string, string> = { "/root/.npmrc": join(scratch, "npmrc") };
    const authorities = (await setting("cafile")) || (process.env["NODE_EXTRA_CA_CERTS"] ?? "");
    if (authorities !== "" && existsSync(authorities)) {
        mounts["/run/certificate-authorities.crt"] = authorities;
        lines.push("cafile=/run/certificate-authorities.crt");
    }
    writeFileSync(join(scratch, "npmrc"), `${lines.join("\n")}\n`);
    return mounts;
}
