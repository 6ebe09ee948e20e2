import { groupOf, type KubernetesObject } from "./objects";
import { containersOf, podsOf } from "./pods";
import { fieldsAt } from "./value";

/** The parts of an image reference. */
export interface ImageName {
    readonly registry: string;
    /** With the registry before it, as `docker.io/library/nginx`. */
    readonly repository: string;
    readonly tag?: string;
    readonly digest?: string;
}

/** Parses an image reference as container runtimes do: without a host it is from Docker Hub. */
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

/** An image of an object, with the path of its field. */
export interface UsedImage {
    readonly place: string;
    readonly image: unknown;
}

/** Returns the images of an object, including the Prometheus operator's own kinds. */
export function imagesOf(object: KubernetesObject): readonly UsedImage[] {
    const pods = podsOf(object);
    if (pods.length > 0) {
        return pods
            .flatMap(containersOf)
            .map(({ name, kind, body }) => ({ place: `${kind} ${name}`, image: body["image"] }));
    }
    const image = groupOf(object) === "monitoring.coreos.com" ? fieldsAt(object.body, "spec")["image"] : undefined;
    return image === undefined ? [] : [{ place: "spec.image", image }];
}
