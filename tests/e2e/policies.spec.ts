import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { checkout } from "../../scripts/local/home";
import { brokenObjects } from "../../scripts/local/project";
import { assertEnded, clusterSettings, job } from "./support/job";
import { environment, imageOf, openStack } from "./support/environment";
import { assertFailed } from "./support/pulumiRuns";

describe("the policies, enforced by a pipeline", function () {
    this.timeout("15m");

    for (const name of ["dev", "ci", "prod"] as const) {
        it(`find no mandatory violation in our own ${name} stack`, async () => {
            const stack = await openStack(`e2e-policies-${name}`, { settings: `Pulumi.${name}.yaml` });
            const { target } = await environment();
            // Each release sets the image of production by digest; nothing is pulled by a preview.
            const image = name === "prod" ? `registry.example.com/shop@sha256:${"0".repeat(64)}` : imageOf("v1");
            stack.configure({ ...target.settings, image });
            const previewed = await job(
                ...(["preview", stack.name, "--config-file", stack.configFile] as const),
                ...["--policies", name],
            );
            assertEnded(previewed, 0);
            assert.match(previewed.summary, /^## Preview of .*: \d+ to create\n/);
            assert.doesNotMatch(previewed.summary, /\| mandatory \|/);
        });
    }

    it("reject a configuration with a rule that does not exist", async () => {
        const stack = await openStack("e2e-misspelled", { project: brokenObjects });
        stack.configure((await environment()).target.settings);
        const config = join(mkdtempSync(join(tmpdir(), "canary-e2e-")), "config.json");
        writeFileSync(config, JSON.stringify({ all: "advisory", "replicas-at-lest": "mandatory" }));
        const pack = join(checkout, "policies");
        const run = await stack.preview(["--policy-pack", pack, "--policy-pack-config", config]);
        rmSync(dirname(config), { recursive: true });
        assertFailed(run);
        assert.match(run.output, /the configuration of the policy pack is rejected: replicas-at-lest is no rule/);
    });

    it("name every rule that a stack breaks, all at once, and the same without an engine", async () => {
        const stack = await openStack("e2e-broken", { project: brokenObjects });
        const previewed = await job(
            ...(["preview", stack.name, "--config-file", stack.configFile] as const),
            ...["--project", brokenObjects.folder, "--policies", "prod", ...(await clusterSettings())],
        );
        assertEnded(previewed, 1);
        const config = join(checkout, "policies", "config", "prod.json");
        const manifests = join(checkout, "tests", "fixtures", "policies", "broken");
        const free = await execa(
            "npm",
            ["run", "--silent", "policy", "--", manifests, "--config", config, "--output", "json"],
            {
                ...{ cwd: checkout, reject: false },
            },
        );
        assert.equal(free.exitCode, 1, free.stderr);
        const rulesIn = (text: string, line: RegExp) =>
            [...new Set([...text.matchAll(line)].map(([, rule]) => rule))].sort();
        const named = rulesIn(previewed.summary, /^\| `([\w-]+)` \| (?:mandatory|advisory) \|/gm);
        assert.ok(named.length >= 20, named.join("\n"));
        const { findings } = JSON.parse(free.stdout) as { findings: { rule: string }[] };
        assert.deepEqual(named, [...new Set(findings.map(({ rule }) => rule))].sort());
        // The value is in plain text there; its rule must name only the variable.
        assert.ok(!previewed.summary.includes("never-to-be-printed"));
    });
});
