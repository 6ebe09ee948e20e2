import { isIP } from "node:net";
import type { ArgoNotificationsArgs, RouterPlugin } from "@canary-delivery/components";
import {
    argoNotificationProblems,
    isDnsLabel,
    isHttpUrl,
    isObjectName,
    shown,
} from "@canary-delivery/components/validation";
import { readRouterPlugins, type RouterKind } from "./routerSettings";
import { httpUrl, type SettingReader } from "./settingReader";

/** Source of Argo Rollouts, Prometheus and the ingress controller. */
export type PlatformSettings = InstalledPlatformSettings | ReferencedPlatformSettings | ExistingPlatformSettings;

/**
 * Controllers of the requests: nginx and traefik serve Ingresses with the annotations of ingress-nginx, traefik and
 * envoy-gateway a Gateway; none: others installed one.
 */
const ingressControllers = ["nginx", "traefik", "envoy-gateway", "none"] as const;

export type IngressController = (typeof ingressControllers)[number];

/** The entry of the apps' requests that others installed; absent fields have the values of ingress-nginx's own manifest. */
export interface ExistingIngressSettings {
    readonly ingressClass?: string;
    readonly ingressUrl?: string;
    readonly ingressNamespace?: string;
}

/** This stack installs them, and has the fields of an existing one only where it installs no ingress controller. */
export interface InstalledPlatformSettings extends ExistingIngressSettings {
    readonly kind: "install";
    /** URL at which the Argo Rollouts controller reaches another Prometheus than the installed one. */
    readonly prometheusAddress?: string;
    readonly ingressController: IngressController;
    /** The router of the apps, for which the controllers are prepared. */
    readonly router: RouterKind;
    /** Plugins of Argo Rollouts for it. */
    readonly routerPlugins: readonly RouterPlugin[];
    /** Absent if the controller sends no notifications of its kind. */
    readonly notifications?: ArgoNotificationsArgs;
    readonly controllerReplicas: number;
    readonly prometheusRetention: string;
    /** Absent if Prometheus keeps its data in its pod. */
    readonly prometheusStorage?: { readonly size: string; readonly storageClass?: string };
    /** Scrapes of the kubelets. */
    readonly kubeletMetrics: boolean;
    readonly kubeStateMetrics: boolean;
    /** Source addresses of the API server's requests; absent if every pod may query Prometheus. */
    readonly apiServerCidr?: string;
    readonly retainCustomResources: boolean;
    readonly ingressHttpNodePort: number;
    readonly imageDigests: "keep" | "strip";
}

/** Another stack of this program installs them, or knows where they are. */
export interface ReferencedPlatformSettings {
    readonly kind: "reference";
    /** organization/project/stack */
    readonly stack: string;
}

/** They are on the cluster; absent fields have the values of this program's platform. */
export interface ExistingPlatformSettings extends ExistingIngressSettings {
    readonly kind: "existing";
    readonly prometheusAddress?: string;
    readonly monitoringNamespace?: string;
}

const ingressKeys = ["ingressClass", "ingressUrl", "ingressNamespace"];

/** Reads the settings of the platform; settings that do not apply to its kind must not be set. */
export async function readPlatform(
    read: SettingReader,
    router: RouterKind,
    ingressHttpNodePort: number | undefined,
): Promise<{ readonly platform: PlatformSettings; readonly protect: boolean }> {
    rejectInstallPlatform(read);
    const kind = read.oneOf("platform", ["install", "reference", "existing"]);
    // Checked for every kind, so that environments may share them; only a stack that installs uses them.
    const installed = await readInstalled(read, router, ingressHttpNodePort);
    const protect = read.flag("protect");
    if (kind === "reference") {
        const from = "with platform reference it comes from platformStack";
        for (const key of ["prometheusAddress", ...ingressKeys, "monitoringNamespace"]) {
            read.leftOut(key, from);
        }
        return { platform: { kind, stack: readStack(read) }, protect };
    }
    read.leftOut("platformStack", "it is only used with platform reference");
    const address = read.optionalChecked("prometheusAddress", `be ${httpUrl}`, isHttpUrl);
    const prometheusAddress = address === undefined ? {} : { prometheusAddress: address };
    if (kind === "existing") {
        const monitoringNamespace = read.optionalChecked("monitoringNamespace", dnsLabel, isDnsLabel);
        const monitoring = monitoringNamespace === undefined ? {} : { monitoringNamespace };
        return { platform: { kind, ...prometheusAddress, ...readIngress(read), ...monitoring }, protect };
    }
    const foreign = installed.ingressController === "none";
    for (const key of [...(foreign ? [] : ingressKeys), "monitoringNamespace"]) {
        read.leftOut(key, "with platform install it follows from the installation");
    }
    rejectUnserved(read, installed);
    if (foreign && router !== "nginx") {
        requireEntry(read, router);
    }
    return { platform: { kind, ...prometheusAddress, ...installed, ...(foreign && readIngress(read)) }, protect };
}

/** Rejects the setting that `platform` replaced: if it were ignored, `false` would install a second platform. */
function rejectInstallPlatform(read: SettingReader): void {
    read.leftOut(
        "installPlatform",
        "platform replaces it: install instead of true, existing or reference instead of false",
    );
}

/** The only router whose objects an ingress controller serves; absent if it serves several. */
const onlyRouter: Partial<Record<IngressController, RouterKind>> = { nginx: "nginx", "envoy-gateway": "gatewayApi" };

/** Rejects a router whose objects the installed ingress controller does not serve. */
function rejectUnserved(
    read: SettingReader,
    { ingressController, router }: Pick<InstalledPlatformSettings, "ingressController" | "router">,
): void {
    const only = onlyRouter[ingressController];
    if (only !== undefined && router !== only) {
        const message = `must be ${only} with ingressController ${ingressController}, got ${shown(router)}`;
        read.add({ key: "router", message });
    }
}

/** Requires the entry of the apps' requests, whose usual values are those of ingress-nginx. */
function requireEntry(read: SettingReader, router: RouterKind): void {
    const hasTraffic = !read.is("requestsPerSecond", "0");
    for (const key of ["ingressNamespace", ...(hasTraffic ? ["ingressUrl"] : [])]) {
        if (read.is(key, "")) {
            read.add({ key, message: `must be set with ingressController none and router ${router}` });
        }
    }
}

async function readInstalled(
    read: SettingReader,
    router: RouterKind,
    ingressHttpNodePort: number | undefined,
): Promise<Omit<InstalledPlatformSettings, "kind" | "prometheusAddress">> {
    const size = read.optionalChecked("prometheusStorage", "be a size such as 50Gi", isSize);
    const storageClass = read.optionalChecked("prometheusStorageClass", "name a StorageClass", isObjectName);
    if (size === undefined) {
        read.leftOut("prometheusStorageClass", "without prometheusStorage there is no volume");
    }
    const apiServerCidr = read.optionalChecked("apiServerCidr", "be a range of addresses such as 10.0.0.0/28", isCidr);
    return {
        ingressController: read.oneOf("ingressController", ingressControllers),
        router,
        routerPlugins: readRouterPlugins(read),
        ...(await readNotifications(read)),
        controllerReplicas: read.wholeNumber("controllerReplicas", 1),
        prometheusRetention: read.checked("prometheusRetention", "be a duration such as 24h or 15d", isRetention),
        ...(size !== undefined && {
            prometheusStorage: { size, ...(storageClass !== undefined && { storageClass }) },
        }),
        kubeletMetrics: read.flag("kubeletMetrics"),
        kubeStateMetrics: read.flag("kubeStateMetrics"),
        ...(apiServerCidr !== undefined && { apiServerCidr }),
        retainCustomResources: read.flag("retainCustomResources"),
        ingressHttpNodePort: ingressHttpNodePort ?? NaN,
        imageDigests: read.oneOf("imageDigests", ["keep", "strip"]),
    };
}

/** Reads the controller's notifications; none without a service. */
async function readNotifications(read: SettingReader): Promise<Pick<InstalledPlatformSettings, "notifications">> {
    const services = read.map("argoNotificationServices");
    const secret = await read.secretStrings("argoNotificationSecret");
    if (Object.keys(services).length === 0) {
        return {};
    }
    const known = ["slack", "teams", "webhooks"];
    const unknown = Object.keys(services).filter((name) => !known.includes(name));
    if (unknown.length > 0) {
        const message = `must have no other services than ${known.join(", ")}, got ${unknown.join(", ")}`;
        read.add({ key: "argoNotificationServices", message });
        return {};
    }
    const notifications = {
        ...(services as ArgoNotificationsArgs),
        ...(Object.keys(secret).length > 0 && { secret }),
    };
    read.add(
        ...argoNotificationProblems(notifications).map((message) => ({ key: "argoNotificationServices", message })),
    );
    return { notifications };
}

const dnsLabel = "be a DNS label of at most 63 characters";

function readIngress(read: SettingReader): ExistingIngressSettings {
    const found = {
        ingressClass: read.optionalChecked("ingressClass", "name an IngressClass", isObjectName),
        ingressUrl: read.optionalChecked("ingressUrl", `be ${httpUrl}`, isHttpUrl),
        ingressNamespace: read.optionalChecked("ingressNamespace", dnsLabel, isDnsLabel),
    };
    return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function readStack(read: SettingReader): string {
    return read.checked("platformStack", "name another stack as organization/project/stack", (text) =>
        /^[^/\s]+\/[^/\s]+\/[^/\s]+$/.test(text),
    );
}

/** True for the size of a volume: whole, and in a unit that Kubernetes does not normalise. */
function isSize(text: string): boolean {
    return /^[1-9]\d*[MGT]i$/.test(text);
}

/** True for a duration in Prometheus's format, which has days. */
function isRetention(text: string): boolean {
    return /^(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/.test(text) && /[1-9]/.test(text);
}

function isCidr(text: string): boolean {
    const [address = "", bits = "", ...more] = text.split("/");
    const family = isIP(address);
    return family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128) && more.length === 0;
}
