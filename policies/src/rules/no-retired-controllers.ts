import { imagesOf, readImage } from "../model/images";
import { groupOf, type KubernetesObject } from "../model/objects";
import { canaryOf, routersOf } from "../model/rollouts";
import { rule } from "../model/rule";
import { strings } from "../model/ruleSettings";
import { flatMapKnown, known } from "../model/value";

/** A router that its owner has retired, by its images, its API groups and its name in `trafficRouting`. */
interface Retired {
    readonly name: string;
    readonly repository?: string;
    readonly groups: readonly string[];
    readonly router?: string;
    readonly since: string;
    /** The way out. */
    readonly instead: string;
}

const all: readonly Retired[] = [
    {
        name: "ingress-nginx",
        repository: "ingress-nginx/controller",
        groups: [],
        since: "retired upstream in March 2026",
        instead:
            "Traefik 3.7 or newer, which reads the same annotations, or a controller of the Gateway API with Argo's plugin " +
            "argoproj-labs/gatewayAPI",
    },
    {
        name: "smi",
        groups: ["split.smi-spec.io", "access.smi-spec.io", "specs.smi-spec.io"],
        router: "smi",
        since: "archived with the Service Mesh Interface in October 2023",
        instead: "the mesh's HTTPRoute with Argo's plugin argoproj-labs/gatewayAPI, or trafficRouting.istio",
    },
    {
        name: "open-service-mesh",
        repository: "openservicemesh/osm-controller",
        groups: ["config.openservicemesh.io", "policy.openservicemesh.io"],
        since: "archived in July 2023",
        instead: "Istio with trafficRouting.istio, or Linkerd with an HTTPRoute",
    },
    {
        name: "app-mesh",
        repository: "amazon/appmesh-controller",
        groups: ["appmesh.k8s.aws"],
        router: "appMesh",
        since: "without support since 30 September 2026",
        instead: "trafficRouting.alb, Istio, or VPC Lattice with an HTTPRoute",
    },
    {
        name: "traefik-2",
        groups: ["traefik.containo.us"],
        since: "an API that Traefik 3 does not read",
        instead: "the same objects as traefik.io/v1alpha1",
    },
];

export default rule({
    name: "no-retired-controllers",
    description: "No router is one that its owner has retired.",
    why: "A retired router gets no fix for the next vulnerability, and it takes every request from outside.",
    fix: "move to the router that the message names, or add the retired one to the rule's accepted ones",
    severity: "high",
    enforcementLevel: "advisory",
    settings: {
        accepted: strings([], `Retired routers that are accepted: ${all.map(({ name }) => name).join(", ")}`, 0),
    },
    eachObject(object, { accepted }) {
        return flatMapKnown(all, (retired) => {
            const { name, since, instead } = retired;
            const found = `has the router ${name}, ${since}, must have another: ${instead}`;
            return !accepted.includes(name) && uses(object, retired) ? [{ object, found }] : [];
        });
    },
});

function uses(object: KubernetesObject, { repository, groups, router }: Retired): boolean {
    const canary = router === undefined ? undefined : canaryOf(object);
    if (groups.includes(groupOf(object)) || (canary !== undefined && routersOf(canary)[router ?? ""] !== undefined)) {
        return true;
    }
    const images = repository === undefined ? [] : imagesOf(object);
    return images.some(({ image }) => {
        const value = known(image);
        return typeof value === "string" && `/${readImage(value).repository}`.endsWith(`/${repository ?? ""}`);
    });
}
