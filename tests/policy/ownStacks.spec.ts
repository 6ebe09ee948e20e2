import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as manifests from "../../components/src/platform/release/readManifest";
import { releaseManifests } from "../../components/src/platform/versions";
import program from "../../infra/index";
import { catalog } from "../../policies/src/catalog";
import { readConfiguration } from "../../policies/src/model/configuration";
import { evaluateAll, type EnforcedViolation } from "../../policies/src/model/evaluate";
import { declaredStack } from "../../policies/src/model/pulumiResources";
import { runProgram } from "../support/pulumi/programRun";
import {
    argoRolloutsRelease,
    ingressNginxRelease,
    prometheusOperatorRelease,
} from "../unit/components/platform/releases";
import { committedSettings, StackSettings, stringsOf, type Values } from "../unit/infra/stackSettings";
import { today } from "./ruleSpec";

const releases: Readonly<Record<string, readonly manifests.KubernetesObject[]>> = {
    [releaseManifests.argoRollouts.url]: argoRolloutsRelease,
    [releaseManifests.prometheusOperator.url]: prometheusOperatorRelease,
    [releaseManifests.ingressNginx.url]: ingressNginxRelease,
};

/** Images that a release sets. */
const images: Readonly<Record<string, Values>> = {
    prod: { image: `registry.example.com/shop@sha256:${"a".repeat(64)}` },
};

/** Evaluates this project's stack with each committed settings file by the policies of that environment. */
describe("our own stacks", function () {
    // The dynamic providers are serialized in each run.
    this.timeout(60_000);
    const { readReleaseManifest } = manifests;
    let stack: StackSettings;
    before(() => {
        stack = new StackSettings();
        Object.assign(manifests, {
            readReleaseManifest: ({ url }: { url: string }) => Promise.resolve(releases[url] ?? assert.fail(url)),
        });
    });
    after(() => {
        Object.assign(manifests, { readReleaseManifest });
        pulumi.runtime.setAllConfig({});
        stack.remove();
    });

    const violationsOf = async (environment: string, more: Values = {}): Promise<readonly EnforcedViolation[]> => {
        const { kubeconfig, kubeContext } = stack.good;
        const values = { ...committedSettings(environment), ...images[environment], ...more, kubeconfig, kubeContext };
        const { resources } = await runProgram(program, stringsOf({ ...stack.good, image: "", ...values }));
        const declared = resources.map(({ type, name, inputs }) => ({ type, props: inputs, urn: name }));
        const text = readFileSync(`policies/config/${environment}.json`, "utf8");
        const configuration = readConfiguration(JSON.parse(text), catalog);
        assert.ok("levelOf" in configuration, JSON.stringify(configuration));
        const seen = declaredStack(declared);
        assert.ok(seen.objects.length > 30, "hardly anything was evaluated");
        assert.equal(seen.gates.length, 1);
        return evaluateAll(catalog, seen, configuration, today);
    };
    const mandatory = (violations: readonly EnforcedViolation[]) =>
        violations.filter(({ level }) => level === "mandatory").map(({ message }) => message);
    const names = (violations: readonly EnforcedViolation[]) => [...new Set(violations.map(({ rule }) => rule.name))];

    for (const environment of ["dev", "ci", "prod"]) {
        it(`of ${environment} break no mandatory rule`, async () => {
            const violations = await violationsOf(environment);
            assert.deepEqual(mandatory(violations), []);
            // The local platform's version, also mentioned in infra and README.
            assert.deepEqual(names(violations), ["ingress-nginx-version", "no-retired-controllers"]);
        });
    }

    it("of each environment break no rule at all with Traefik", async () => {
        for (const environment of ["dev", "ci", "prod"]) {
            for (const router of ["nginx", "traefik", "gatewayApi"]) {
                assert.deepEqual(await violationsOf(environment, { ingressController: "traefik", router }), []);
            }
        }
    });

    it("of each environment break no rule at all with Envoy Gateway", async () => {
        for (const environment of ["dev", "ci", "prod"]) {
            const envoy = { ingressController: "envoy-gateway", router: "gatewayApi" };
            assert.deepEqual(await violationsOf(environment, envoy), []);
        }
    });

    it("of prod break none with an autoscaler", async () => {
        const autoscaling = { minReplicas: 3, maxReplicas: 10 };
        assert.deepEqual(mandatory(await violationsOf("prod", { autoscaling })), []);
    });

    it("of prod break one with an image by tag, and with a single pod", async () => {
        const violations = await violationsOf("prod", { image: "registry.example.com/shop:v7", replicas: "1" });
        const broken = violations.filter(({ level }) => level === "mandatory");
        assert.deepEqual(names(broken), ["images-pinned", "replicas-at-least"]);
    });
});
