import { describeRule } from "../ruleSpec";

const namespace = (value: unknown) => ({ set: { "Rollout shop": { "metadata.namespace": value } } });

describeRule("namespace-not-default", {
    broken: [
        [
            "the namespace default",
            namespace("default"),
            ["Rollout default/shop: is in the namespace default, must be in another"],
        ],
        ["no namespace", namespace(undefined), ["Rollout shop: has no namespace, which means default, must have one"]],
        [
            "alerts without a namespace",
            { add: [{ apiVersion: "monitoring.coreos.com/v1", kind: "PrometheusRule", metadata: { name: "shop" } }] },
            ["PrometheusRule shop: has no namespace, which means default, must have one"],
        ],
        [
            "the namespace default of an unknown kind",
            { add: [{ apiVersion: "example.com/v1", kind: "Cart", metadata: { name: "cart", namespace: "default" } }] },
            ["Cart default/cart: is in the namespace default, must be in another"],
        ],
    ],
    fine: [
        ["no namespace, where who applies it sets one", namespace(undefined), { missing: true }],
        [
            "a kind that may be of the whole cluster",
            { add: [{ apiVersion: "example.com/v1", kind: "Cart", metadata: { name: "cart" } }] },
        ],
    ],
});
