import type { AnalysisTemplateSpec } from "../kubernetes/customResources";
import { headersOf, type PrometheusHeader, type SecretKey } from "../gate/model/prometheusAccess";
import type * as pulumi from "@pulumi/pulumi";
import { accessOf, type PrometheusAccessArgs } from "./args/prometheusAccess";

type Name = pulumi.Input<string>;

/**
 * Returns the fields of Argo's Prometheus provider for an access, and the arguments that take values from Secrets. Both
 * are empty without an access.
 */
export function prometheusProvider(args: PrometheusAccessArgs | undefined) {
    const access = accessOf(args) ?? {};
    const { oauth2, sigv4, insecure } = access;
    const taken = new Map<string, SecretKey<Name>>();
    /** Takes a key of a Secret as an argument; returns the reference to the argument. */
    const take = (name: string, key: SecretKey<Name>): string => {
        taken.set(name, key);
        return `{{args.${name}}}`;
    };
    const valueOf = ({ name, value, secret, prefix = "" }: PrometheusHeader<Name>): string =>
        secret === undefined ? value : `${prefix}${take(`header-${name.toLowerCase()}`, secret)}`;
    const headers = headersOf(access).map((header) => ({ key: header.name, value: valueOf(header) }));
    const authentication = {
        ...(oauth2 !== undefined && {
            oauth2: {
                tokenUrl: oauth2.tokenUrl,
                clientId:
                    typeof oauth2.clientId === "string" ? oauth2.clientId : take("oauth2-client-id", oauth2.clientId),
                clientSecret: take("oauth2-client-secret", oauth2.clientSecret),
                ...(oauth2.scopes !== undefined && oauth2.scopes.length > 0 && { scopes: oauth2.scopes }),
            },
        }),
        ...(sigv4 !== undefined && { sigv4 }),
    };
    return {
        args: [...taken].map(([name, { name: secret, key }]) => ({
            name,
            valueFrom: { secretKeyRef: { name: secret, key } },
        })) satisfies NonNullable<AnalysisTemplateSpec["args"]>,
        fields: {
            ...(headers.length > 0 && { headers }),
            ...(Object.keys(authentication).length > 0 && { authentication }),
            ...(insecure === true && { insecure }),
        },
    };
}
