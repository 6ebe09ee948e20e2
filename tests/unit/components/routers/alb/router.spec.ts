import assert from "node:assert/strict";
import { faultsOf, routingOfWeb, webRollout, weightsOf } from "../routedRollout";

const rollout = webRollout({ alb: { ingress: "web", servicePort: 80 } });
const prefix = "alb.ingress.kubernetes.io";

const group = (ServiceName: string, Weight?: number) => ({
    ServiceName,
    ServicePort: "80",
    ...(Weight !== undefined && { Weight }),
});
const pair = (stable?: number, canary?: number) => [group("web-canary", canary), group("web-stable", stable)];
const forward = (TargetGroups: object[], more: object = {}) =>
    JSON.stringify({ Type: "forward", ForwardConfig: { TargetGroups, ...more } });

const ingress = (
    annotations: Record<string, string>,
    port: object = { name: "use-annotation" },
    name = "web-stable",
) => ({
    metadata: { name: "web", annotations },
    spec: { rules: [{ http: { paths: [{ path: "/", backend: { service: { name, port } } }] } }] },
});
const read = (action: string, port?: object) =>
    routingOfWeb(rollout, { Ingress: [ingress({ [`${prefix}/actions.web-stable`]: action }, port)] });

describe("the ALB router", () => {
    it("reads the weight of the annotation, which is not yet that of the load balancer", () => {
        const routing = read(forward(pair(90, 10)));
        assert.deepEqual(routing.weights, [{ kind: "Ingress", name: "web", weight: 10 }]);
        assert.deepEqual([faultsOf(routing), routing.source, routing.sticky], [[], "annotation", undefined]);
    });

    it("reads the keys in either case", () => {
        const action = {
            type: "forward",
            forwardConfig: { targetGroups: [{ serviceName: "web-stable", weight: 75 }] },
        };
        action.forwardConfig.targetGroups.push({ serviceName: "web-canary", weight: 25 });
        assert.deepEqual(weightsOf(read(JSON.stringify(action))), [25]);
    });

    it("finds an annotation without the pair, without weights, with a third group, or none", () => {
        const place = "the annotation actions.web-stable";
        for (const action of ["", "{", "null", "[]", forward([group("web-stable", 100)])]) {
            assert.deepEqual(faultsOf(read(action)), [`web: noPair ${place}`], action);
        }
        assert.deepEqual(faultsOf(read(forward(pair()))), [`web: unsetWeight ${place}`, `web: unsetWeight ${place}`]);
        assert.deepEqual(faultsOf(read(forward([...pair(50, 10), group("cart", 40)]))), [
            `web: otherReceiver ${place}`,
        ]);
        assert.deepEqual(faultsOf(routingOfWeb(rollout, {})), ["web: absent"]);
    });

    it("finds that no rule uses the annotation", () => {
        assert.deepEqual(faultsOf(read(forward(pair(90, 10)), { number: 80 })), ["web: unused"]);
    });

    it("names the Ingress that keeps sessions at one version", () => {
        const sticky = (Enabled: boolean) =>
            read(forward(pair(90, 10), { TargetGroupStickinessConfig: { Enabled, DurationSeconds: 60 } })).sticky;
        assert.deepEqual([sticky(true), sticky(false)], [{ kind: "Ingress", name: "web" }, undefined]);
    });

    it("reads another root Service and prefix, and Services that change places", () => {
        const canary = { pingPong: { pingService: "web-ping", pongService: "web-pong" } };
        const alb = { ingresses: ["web"], rootService: "web-root", annotationPrefix: "alb.example" };
        const pingPong = webRollout({ alb });
        const groups = [group("web-ping", 90), group("web-pong", 10)];
        const annotations = { "alb.example/actions.web-root": forward(groups) };
        const weight = (stablePingPong: string) =>
            routingOfWeb(
                {
                    ...pingPong,
                    spec: { strategy: { canary: { ...canary, trafficRouting: { alb } } } },
                    status: { canary: { stablePingPong } },
                },
                { Ingress: [ingress(annotations, { name: "use-annotation" }, "web-root")] },
            );
        assert.deepEqual([weightsOf(weight("ping")), weightsOf(weight("pong"))], [[10], [90]]);
        assert.deepEqual(faultsOf(weight("ping")), []);
    });
});
