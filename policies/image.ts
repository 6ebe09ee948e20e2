/** The parts of an image's name. */
export interface ImageName {
    readonly registry: string;
    /** With the registry before it, as `docker.io/library/nginx`. */
    readonly repository: string;
    readonly tag?: string;
    readonly digest?: string;
}

/** Reads an image's name as container runtimes do: what begins with no host is Docker Hub's. */
export function readImage(image: string): ImageName {
    const sign = image.indexOf("@");
    const name = sign === -1 ? image : image.slice(0, sign);
    const digest = sign === -1 ? undefined : image.slice(sign + 1);
    const slash = name.lastIndexOf("/");
    const colon = name.indexOf(":", slash + 1);
    const path = colon === -1 ? name : name.slice(0, colon);
    const tag = colon === -1 ? undefined : name.slice(colon + 1);
    const [first = ""] = path.split("/");
    const hasHost = path.includes("/") && (/[.:]/.test(first) || first === "localhost");
    const registry = hasHost ? first : "docker.io";
    const rest = hasHost ? path : path.includes("/") ? `docker.io/${path}` : `docker.io/library/${path}`;
    return { registry, repository: rest, tag, digest };
}
