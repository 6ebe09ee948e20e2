import type { ExistingGateway, OwnGateway, RouterPlugin } from "@canary-delivery/components";
import { shown } from "@canary-delivery/components/validation";
import type { SettingReader } from "./settingReader";

const routers = ["nginx", "traefik", "gatewayApi"] as const;

/** The kind of router of the app. */
export type RouterKind = (typeof routers)[number];

/** The router of the app, and where its requests come in. */
export type RouterSettings =
    | { readonly kind: "nginx" | "traefik" }
    | { readonly kind: "gatewayApi"; readonly gateway: ExistingGateway | OwnGateway };

/** The Gateways that this program installs: that of Traefik is the usual one. */
const installedGateways = {
    traefik: { name: "traefik", namespace: "traefik" },
    envoyGateway: { name: "envoy", namespace: "envoy-gateway-system" },
} satisfies Record<string, ExistingGateway>;

/** Reads the router of the app. */
export function readRouter(read: SettingReader): RouterSettings {
    const kind = read.oneOf("router", routers);
    const gateway = read.optionalStructure("gateway");
    if (kind === "gatewayApi") {
        // The listeners have the certificates.
        read.leftOut("tlsSecret", "with router gatewayApi the Gateway has the certificates");
        if (gateway === undefined && read.is("platform", "install") && read.is("ingressController", "none")) {
            read.add({ key: "gateway", message: "must be set with ingressController none and router gatewayApi" });
        }
        const installed = installedGateways[read.is("ingressController", "envoy-gateway") ? "envoyGateway" : "traefik"];
        // The validator of the app rejects what is none.
        return { kind, gateway: (gateway ?? installed) as ExistingGateway | OwnGateway };
    }
    if (gateway !== undefined) {
        const message = `must be left out, it is only used with router gatewayApi, got ${shown(gateway)}`;
        read.add({ key: "gateway", message });
    }
    // An unknown one has its error already.
    return { kind: kind === "traefik" ? kind : "nginx" };
}

/** Reads the plugins of Argo Rollouts for routers. */
export function readRouterPlugins(read: SettingReader): readonly RouterPlugin[] {
    const plugins = read.structure("routerPlugins");
    if (Array.isArray(plugins) && plugins.every(isPlugin)) {
        return plugins;
    }
    const got = plugins === undefined ? "nothing" : shown(plugins);
    read.add({ key: "routerPlugins", message: `must be a list of {name, url, sha256}, got ${got}` });
    return [];
}

function isPlugin(value: unknown): value is RouterPlugin {
    const { name, url, sha256, ...more } = (value ?? {}) as Readonly<Record<string, unknown>>;
    const strings = [name, url, sha256].filter((one) => typeof one === "string" && one !== "");
    return strings.length === 3 && /^[0-9a-f]{64}$/.test(sha256 as string) && Object.keys(more).length === 0;
}
