import { messageOf } from "../../../components/src/kubernetes";
import { poll } from "../../../scripts/local/poll";
import type { App } from "./app";
import { environment } from "./environment";

const controller = "system:serviceaccount:argo-rollouts:argo-rollouts";

/** An object of the app's namespace. */
export interface GuardedObject {
    /** Empty for the core group. */
    readonly apiGroup: string;
    /** The plural, in lower case. */
    readonly resource: string;
    readonly name: string;
}

const policy = (app: App) => ({ name: `${app.name}-denied` });

/** Denies the controller of rollouts every change of an object, so that it cannot take back that of another client. */
export async function denyController(app: App, { apiGroup, resource, name }: GuardedObject): Promise<void> {
    const { kubectl } = (await environment()).target;
    const apiVersion = "admissionregistration.k8s.io/v1";
    const metadata = policy(app);
    const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": app.namespace } };
    const changes = { apiGroups: [apiGroup], apiVersions: ["v1"], operations: ["UPDATE"], resources: [resource] };
    const expression = `request.userInfo.username != "${controller}" || object.metadata.name != "${name}"`;
    await kubectl.apply([
        {
            ...{ apiVersion, kind: "ValidatingAdmissionPolicy", metadata },
            spec: { matchConstraints: { resourceRules: [changes] }, validations: [{ expression }] },
        },
        {
            ...{ apiVersion, kind: "ValidatingAdmissionPolicyBinding", metadata },
            spec: {
                ...{ policyName: metadata.name, validationActions: ["Deny"] },
                matchResources: { namespaceSelector },
            },
        },
    ]);
    const change = ["label", resource, name, "denied=no", "--overwrite", "--dry-run=server", `--as=${controller}`];
    await poll(`the controller to be denied ${resource}/${name}`, 30, () =>
        app.kubectl(...change).then(
            () => undefined,
            (error: unknown) => {
                if (messageOf(error).includes("ValidatingAdmissionPolicy")) {
                    return true;
                }
                throw error;
            },
        ),
    );
}

/** Lets the controller change it again. */
export async function allowController(app: App): Promise<void> {
    const kinds = "validatingadmissionpolicybindings,validatingadmissionpolicies";
    await (await environment()).target.kubectl.run(["delete", kinds, policy(app).name, "--ignore-not-found"]);
}

/** Has the canary Service select the stable version, as another client, without the controller's way back. */
export async function selectStable(app: App): Promise<void> {
    const name = `${app.name}-canary`;
    const { selector } = (await app.get("service", `${app.name}-stable`))["spec"] as { selector: object };
    await denyController(app, { apiGroup: "", resource: "services", name });
    await app.kubectl("patch", "service", name, `--patch=${JSON.stringify({ spec: { selector } })}`);
}
