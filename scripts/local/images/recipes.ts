import { type LocalRouter, partsWith } from "../toolchain/programs";
import { images } from "../versions";
import type { DebianBase } from "./debian";

/** A program of the toolchain in the build context; `capability` is set on the file, as upstream's image has it. */
export interface Program {
    readonly tool: string;
    readonly capability?: string;
}

/** A small Go program that only this image needs, built with the modules of a toolchain group or from its own file. */
export interface GoSource {
    readonly package: string;
    /** The toolchain's module group; absent: the package is a file in the recipe's folder. */
    readonly group?: string;
}

/** Sources of an image: its Containerfile and the content of its build context. */
export interface Recipe {
    readonly reference: string;
    /** Folder of the Containerfile, next to this file. */
    readonly folder: string;
    readonly programs?: Readonly<Record<string, Program>>;
    readonly goSources?: Readonly<Record<string, GoSource>>;
    /** The context has `rootfs`: a world-writable /tmp, the machine's certificate authorities, an empty folder. */
    readonly rootfs?: true;
    readonly base?: DebianBase;
    /** The context has `etc`: ingress-nginx's configuration from the Go module, edited, and our Lua modules. */
    readonly nginxConfiguration?: true;
}

/** An image of one static program. */
const staticImage = (reference: string, folder: string, tool: string, capability?: string): Recipe => ({
    reference,
    folder,
    programs: { [tool]: capability === undefined ? { tool } : { tool, capability } },
    rootfs: true,
});

/** nginx 1.26 with those modules of ingress-nginx's template that Debian has. */
const nginxBase: DebianBase = {
    name: "nginx",
    packages: [
        "ca-certificates",
        "dumb-init",
        "libcap2-bin",
        "libnginx-mod-http-headers-more-filter",
        "libnginx-mod-http-lua",
        "libnginx-mod-http-ndk",
        "libnginx-mod-http-set-misc",
        "libnginx-mod-stream",
        "lua-cjson",
        "lua-nginx-cookie",
        "lua-nginx-dns",
        "lua-nginx-string",
        "lua-resty-core",
        "lua-resty-lrucache",
        "nginx",
        // pgrep and pkill: the controller counts nginx's workers, and its preStop hook ends the controller.
        "procps",
    ],
};

/** Recipes of the images in versions.ts, by name. */
export const recipes = {
    pause: { reference: images.pause, folder: "pause", goSources: { pause: { package: "main.go" } } },
    coredns: staticImage(images.coredns, "coredns", "coredns", "cap_net_bind_service=+ep"),
    argoRollouts: staticImage(images.argoRollouts, "argo-rollouts", "rollouts-controller"),
    prometheusOperator: staticImage(images.prometheusOperator, "prometheus-operator", "operator"),
    prometheusConfigReloader: staticImage(
        images.prometheusConfigReloader,
        "prometheus-config-reloader",
        "prometheus-config-reloader",
    ),
    prometheus: staticImage(images.prometheus, "prometheus", "prometheus"),
    kubeStateMetrics: staticImage(images.kubeStateMetrics, "kube-state-metrics", "kube-state-metrics"),
    traefik: staticImage(images.traefik, "traefik", "traefik"),
    envoyGateway: staticImage(images.envoyGateway, "envoy-gateway", "envoy-gateway"),
    envoy: {
        reference: images.envoy,
        folder: "envoy",
        programs: { envoy: { tool: "envoy" } },
        // Envoy from the wheel needs glibc.
        base: { name: "envoy", packages: ["ca-certificates", "libc6"] },
    },
    k6: staticImage(images.k6, "k6", "k6"),
    gatewayApiPlugin: staticImage(images.gatewayApiPlugin, "gatewayapi-plugin", "gatewayapi-plugin"),
    ingressNginx: {
        reference: images.ingressNginx,
        folder: "ingress-nginx",
        programs: { "nginx-ingress-controller": { tool: "nginx-ingress-controller" } },
        goSources: { "wait-shutdown": { group: "ingress-nginx", package: "k8s.io/ingress-nginx/cmd/waitshutdown" } },
        base: nginxBase,
        nginxConfiguration: true,
    },
} as const satisfies Record<keyof typeof images, Recipe>;

export type RecipeName = keyof typeof recipes;

/** Images that only a platform with that router has. */
const routerImages: Readonly<Record<LocalRouter, readonly RecipeName[]>> = {
    nginx: [],
    traefik: ["traefik", "gatewayApiPlugin"],
    "envoy-gateway": ["envoy", "envoyGateway", "gatewayApiPlugin"],
};

/** Images that only tests need. */
const testImages: readonly RecipeName[] = ["kubeStateMetrics"];

/** Returns the images of a platform with a router. */
export function recipesWith(router: LocalRouter): RecipeName[] {
    return partsWith(router, Object.keys(recipes) as RecipeName[], routerImages, testImages);
}
