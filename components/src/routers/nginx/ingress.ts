import type { RouteObject } from "../model/objects";

/** The Service behind a path. */
export interface IngressBackend {
    readonly service?: { readonly name?: string; readonly port?: { readonly name?: string; readonly number?: number } };
}

/** The fields of an Ingress that routers read. */
export interface IngressObject extends RouteObject {
    readonly spec?: {
        readonly ingressClassName?: string;
        readonly defaultBackend?: IngressBackend;
        readonly rules?: {
            readonly host?: string;
            readonly http?: {
                readonly paths?: {
                    readonly path?: string;
                    readonly pathType?: string;
                    readonly backend?: IngressBackend;
                }[];
            };
        }[];
    };
}

/** Returns the class of an Ingress; undefined where the cluster's default applies. */
export function classOf({ metadata, spec }: IngressObject): string | undefined {
    return spec?.ingressClassName ?? metadata.annotations?.["kubernetes.io/ingress.class"];
}

/** True if one controller may read both; a class that is not known may be any. */
export function isSameClass(one: string | undefined, other: string | undefined): boolean {
    return one === undefined || other === undefined || one === other;
}
