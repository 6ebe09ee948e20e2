import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { catalog } from "../../policies/src/catalog";
import { run } from "../../policies/src/manifests/run";
import { readManifests } from "../../policies/src/manifests/read";
import type { DeclaredStack } from "../../policies/src/model/objects";
import { policiesOf } from "../../policies/src/pack";
import { jsonOf } from "./manifests/findings";
import { baselineBodies, setAt, stackOf } from "./baseline";
import { type DeclaredResource, runPack, unknownStringValue } from "./packRun";
import { ruleNamed, secretText, today } from "./ruleSpec";

const broken = "tests/fixtures/policies/broken";
/** Settings of the rules that find nothing until they are configured. */
const brokenConfig = "tests/fixtures/policies/broken.config.json";
const secretSignature = "4dabf18193072939515e22adb298388d";

/** Objects as Pulumi's Kubernetes SDK declares them. */
function resourcesOf({ objects }: DeclaredStack): DeclaredResource[] {
    return objects.map(({ apiVersion, kind, body }, index) => {
        const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
        return { type: `kubernetes:${group}:${kind}`, props: { ...body }, urn: `urn:${kind}-${index}` };
    });
}

const gate = (timeoutSeconds: unknown): DeclaredResource => ({
    type: "pulumi-nodejs:dynamic/canary:RolloutGate",
    props: { __provider: "code", namespace: "demo", rolloutName: "shop", timeoutSeconds },
    urn: "urn:gate",
});

describe("the policy pack", () => {
    it("names the same rules of the same broken program as a run without an engine, and those are all", async () => {
        const given = JSON.parse(readFileSync(brokenConfig, "utf8")) as Record<string, object>;
        const reported = await runPack(catalog, resourcesOf(readManifests([broken])), given);
        const { stdout } = run([broken, "--config", brokenConfig, "--output", "json"], catalog, today);
        const named = jsonOf(stdout).findings.map(
            ({ rule, subject, found, fix }) => `${rule}: ${subject}: ${found}; ${fix}`,
        );
        const messages = reported.map(({ policy, message }) => `${policy}: ${message}`);
        assert.deepEqual(messages.sort(), named.sort());
        const names = new Set(reported.map(({ policy }) => policy));
        assert.deepEqual(names, new Set(catalog.map(({ name }) => name)));
        assert.ok(!messages.join("\n").includes(secretText), "a secret is shown");
    });

    it("finds nothing in the valid baseline, with its gate", async () => {
        const config = {
            "images-from-allowed-registries": { registries: ["registry.example.com", "quay.io", "registry.k8s.io"] },
            "no-retired-controllers": { accepted: ["ingress-nginx"] },
        };
        assert.deepEqual(await runPack(catalog, [...resourcesOf(stackOf(baselineBodies())), gate(91)], config), []);
    });

    it("checks the schedule against the deadline of the stack's gate", async () => {
        const rule = ruleNamed("schedule-within-deadline");
        const reported = await runPack([rule], [...resourcesOf(stackOf(baselineBodies())), gate(90)]);
        assert.deepEqual(
            reported.map(({ message, urn }) => [message, urn]),
            [
                [
                    `Rollout demo/shop: has timed pauses of 90 s, must have less than the gate's deadline of 90 s; ${rule.fix}`,
                    "urn:Rollout-1",
                ],
            ],
        );
    });

    it("neither fails nor finds anything where a preview does not know a value", async () => {
        for (const path of ["metadata.name", "metadata.namespace", "spec", "spec.template", "spec.replicas"]) {
            const bodies = baselineBodies();
            setAt(bodies[1], path.split("."), unknownStringValue);
            const rules = catalog.filter(
                ({ name }) => !["images-from-allowed-registries", "no-retired-controllers"].includes(name),
            );
            assert.deepEqual(
                await runPack(rules, [...resourcesOf(stackOf(bodies)), gate(unknownStringValue)]),
                [],
                path,
            );
        }
    });

    it("still finds known values next to an unknown one", async () => {
        const bodies = baselineBodies();
        const containers = "spec.template.spec.containers";
        setAt(bodies[1], `${containers}.0.image`.split("."), unknownStringValue);
        setAt(bodies[1], `${containers}.1`.split("."), {
            name: "sidecar",
            image: "registry.example.com/sidecar:latest",
        });
        const rule = ruleNamed("images-pinned");
        assert.deepEqual(
            (await runPack([rule], resourcesOf(stackOf(bodies)))).map(({ message }) => message),
            [
                `Rollout demo/shop: container sidecar has image registry.example.com/sidecar:latest, must have a tag other than latest; ${rule.fix}`,
            ],
        );
    });

    it("evaluates the declaration, not the fields set by the cluster", async () => {
        const [, rollout = assert.fail()] = resourcesOf(stackOf(baselineBodies()));
        const spec = { ...(rollout.props["spec"] as object), replicas: undefined };
        const props = { ...rollout.props, spec };
        const outputs = { ...rollout.props, status: {}, __inputs: props };
        const autoscaler = {
            type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
            props: {
                apiVersion: "autoscaling/v2",
                kind: "HorizontalPodAutoscaler",
                metadata: { name: "shop", namespace: "demo" },
                spec: { scaleTargetRef: { kind: "Rollout", name: "shop" } },
            },
            urn: "urn:autoscaler",
        };
        const rules = [ruleNamed("no-replicas-beside-autoscaler")];
        assert.deepEqual(await runPack(rules, [{ ...rollout, props, outputs }, autoscaler]), []);
        assert.equal((await runPack(rules, [rollout, autoscaler])).length, 1);
    });

    it("evaluates a baseline's Rollout too, skips patches, and checks secrets without printing them", async () => {
        const [, { props } = assert.fail()] = resourcesOf(stackOf(baselineBodies()));
        const bad = { ...props, metadata: { name: "shop", namespace: "default" } };
        const rules = [ruleNamed("namespace-not-default")];
        const type = "kubernetes:argoproj.io/v1alpha1:Rollout";
        const baseline = {
            type: "pulumi-nodejs:dynamic/canary:RolloutBaseline",
            props: { manifest: bad },
            urn: "urn:b",
        };
        assert.equal((await runPack(rules, [baseline])).length, 1);
        assert.equal((await runPack(rules, [{ type: `${type}Patch`, props: bad, urn: "urn:p" }])).length, 0);
        const secret = {
            ...bad,
            metadata: { [secretSignature]: "1b47061264138c4ac30d75fd1eb44270", value: bad.metadata },
        };
        assert.equal((await runPack(rules, [{ type, props: secret, urn: "urn:s" }])).length, 1);
    });

    it("reads each resource once for all rules about one object, and once more for those about all", async () => {
        let reads = 0;
        const [, { props, ...rollout } = assert.fail()] = resourcesOf(stackOf(baselineBodies()));
        const counted = {
            get spec() {
                reads++;
                return props["spec"];
            },
        };
        await runPack(catalog, [
            { ...rollout, props: Object.defineProperties({ ...props }, Object.getOwnPropertyDescriptors(counted)) },
        ]);
        assert.equal(reads, 2);
    });

    it("reads a resource again that comes with other values", async () => {
        const [, { props, ...rollout } = assert.fail()] = resourcesOf(stackOf(baselineBodies()));
        const moved = { ...props, metadata: { name: "shop", namespace: "default" } };
        const found = await runPack(
            [ruleNamed("namespace-not-default")],
            [
                { ...rollout, props },
                { ...rollout, props: moved },
            ],
        );
        assert.equal(found.length, 1);
    });

    it("lists exceptions from its configuration with those of objects", async () => {
        const bodies = baselineBodies();
        setAt(bodies[1], ["spec", "replicas"], 1);
        const rules = ["replicas-at-least", "exceptions-listed"].map(ruleNamed);
        const config = { "replicas-at-least": { except: { "Rollout demo/shop": "one licence; until 2027-03-01" } } };
        assert.deepEqual(
            (await runPack(rules, resourcesOf(stackOf(bodies)), config)).map(({ message }) => message),
            [
                "Rollout demo/shop: is exempt from replicas-at-least until 2027-03-01: one licence; fix the cause before that day",
            ],
        );
    });

    it("rejects settings that a rule does not have, as the run without an engine does", async () => {
        const resources = resourcesOf(stackOf(baselineBodies()));
        for (const [config, problem] of [
            [{ minimun: 3 }, /replicas-at-least\.minimun is no setting, must be one of /],
            [{ minimum: 0 }, /replicas-at-least\.minimum must be a whole number from 1, got 0/],
        ] as const) {
            await assert.rejects(
                runPack([ruleNamed("replicas-at-least")], resources, { "replicas-at-least": config }),
                problem,
            );
        }
    });

    it("passes the engine each rule's level, severity, fix and settings with their defaults", () => {
        for (const policy of policiesOf(catalog, () => new Date())) {
            const rule = ruleNamed(policy.name);
            assert.equal(policy.enforcementLevel, rule.enforcementLevel);
            assert.equal(policy.severity, rule.severity);
            assert.equal(policy.remediationSteps, rule.fix);
            const properties = Object.entries(policy.configSchema?.properties ?? {});
            assert.deepEqual(
                properties.map(([name]) => name),
                [...Object.keys(rule.settings), ...(rule.name.startsWith("exceptions-") ? [] : ["except"])],
            );
            for (const [name, schema] of properties) {
                assert.ok(schema.default !== undefined && schema.description, `${rule.name}.${name}`);
            }
        }
    });
});
