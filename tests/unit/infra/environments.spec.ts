import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { committedSettings, projectDefaults, StackSettings } from "./stackSettings";

/** The article's, in its own notation. */
const article = parse(`
strategy:
  steps:
    - setWeight: 10
    - pause: { duration: 30s }
    - setWeight: 25
    - pause: { duration: 60s }
    - setWeight: 50
    - pause: { duration: 60s }
    - setWeight: 75
    - pause: { duration: 30s }
    - setWeight: 100
  startingStep: 1
analysis:
  initialDelay: 30s
  interval: 30s
  failureLimit: 1
  consecutiveErrorLimit: 4
  window: 2m
  p99LatencyMilliseconds: 500
  successRatePercent: 95
`) as { strategy: { steps: object[]; startingStep: number }; analysis: object };

const environments = ["dev", "ci", "prod"];

describe("committed environments", () => {
    let stack: StackSettings;
    before(() => {
        stack = new StackSettings();
    });
    after(() => {
        stack.remove();
    });

    /** Loads an environment's settings over the project's defaults, for an existing cluster; prod gets an image. */
    const load = (environment: string) => {
        const { kubeconfig, kubeContext } = stack.good;
        const image = environment === "prod" ? { image: "registry/app@sha256:1" } : {};
        return stack.load({ image: "", ...committedSettings(environment), ...image, kubeconfig, kubeContext });
    };

    for (const environment of environments) {
        it(`of ${environment} are good, and every key is declared in Pulumi.yaml`, async () => {
            await load(environment);
            const declared = Object.keys(projectDefaults());
            const unknown = Object.keys(committedSettings(environment)).filter((key) => !declared.includes(key));
            assert.deepEqual(unknown, []);
        });
    }

    for (const environment of ["dev", "ci"]) {
        it(`of ${environment} go to the local cluster, with the images that it was given`, async () => {
            const { kubeconfig, kubeContext } = committedSettings(environment);
            assert.equal(kubeconfig, "~/.canary-delivery/cluster/kubeconfig");
            assert.equal(kubeContext, "canary-delivery");
            const { platform, scrapeInterval, canary } = await load(environment);
            assert.ok(platform.kind === "install");
            assert.equal(platform.imageDigests, "strip");
            assert.equal(scrapeInterval, "2s");
            // Shorter, but with every weight of the article's.
            const weights = (steps: readonly object[]) => steps.filter((step) => "setWeight" in step);
            assert.deepEqual(weights(canary.steps), weights(article.strategy.steps));
        });

        it(`of ${environment} have a salt, so that no command writes one into the file`, () => {
            const file = parse(readFileSync(`Pulumi.${environment}.yaml`, "utf8")) as { encryptionsalt: string };
            assert.match(file.encryptionsalt, /^v1:[^:]+:v1:[^:]+:[^:]+$/);
        });
    }

    it("of ci canary a candidate against a baseline in the first update, with requests to evaluate it by", async () => {
        const { app, requestsPerSecond, gate } = await load("ci");
        assert.ok(app.baseline !== undefined);
        assert.notEqual(app.baseline, app.image);
        assert.ok(requestsPerSecond > 0);
        assert.equal(gate.onTooFewRequests, "fail");
    });

    it("of prod set the article's schedule and thresholds themselves, to the second", async () => {
        const own = committedSettings("prod");
        for (const key of ["steps", "startingStep", ...Object.keys(article.analysis)]) {
            assert.ok(key in own, `${key} would change with its default`);
        }
        const { canary } = await load("prod");
        assert.deepEqual(canary.steps, article.strategy.steps);
        assert.equal(canary.startingStep, article.strategy.startingStep);
        const { bothVersions, metrics, templates, args, prometheusAccess, secretReader, ...analysis } = canary.analysis;
        assert.deepEqual(analysis, article.analysis);
        assert.ok(secretReader !== undefined);
        assert.deepEqual([bothVersions, metrics, templates, args, prometheusAccess], [true, [], [], [], undefined]);
    });

    it("of prod have two replicas of everything, protect it, and let no version pass unmeasured", async () => {
        const { platform, app, protect, gate, requestsPerSecond } = await load("prod");
        assert.ok(platform.kind === "install");
        assert.equal(platform.controllerReplicas, 2);
        assert.equal(platform.prometheusRetention, "15d");
        assert.equal(platform.prometheusStorage?.size, "50Gi");
        assert.equal(platform.retainCustomResources, true);
        assert.equal(platform.imageDigests, "keep");
        assert.equal(protect, true);
        assert.ok("replicas" in app.scale && Number(app.scale.replicas) >= 3);
        assert.equal(gate.onTooFewRequests, "fail");
        assert.equal(gate.onTimeout, "abort");
        assert.equal(requestsPerSecond, 0);
    });

    it("of prod need a release's image, and their own passphrase", async () => {
        assert.equal("image" in committedSettings("prod"), false);
        const { kubeconfig, kubeContext } = stack.good;
        assert.deepEqual(await stack.problemsOf({ image: "", ...committedSettings("prod"), kubeconfig, kubeContext }), [
            "image must be a container image, got nothing",
        ]);
        const file = parse(readFileSync("Pulumi.prod.yaml", "utf8")) as object;
        assert.equal("encryptionsalt" in file, false);
    });
});
