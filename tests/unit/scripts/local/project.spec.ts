import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkout } from "../../../../scripts/local/home";
import { canaryDelivery, parseStackLabel, projects, stackLabel } from "../../../../scripts/local/project";

describe("the checkout's projects", () => {
    it("are all that have a Pulumi.yaml, so that what a killed run left in their stacks is found", () => {
        const folders = ["examples", "tests/programs"].flatMap((parent) =>
            readdirSync(join(checkout, parent)).map((name) => join(checkout, parent, name)),
        );
        // Benchmarks preview them only, without a cluster.
        const withoutCluster = ["empty", "fleet"].map((name) => join(checkout, "tests/programs", name));
        const found = [checkout, ...folders].filter((folder) => existsSync(join(folder, "Pulumi.yaml")));
        assert.deepEqual(new Set([...projects.map(({ folder }) => folder), ...withoutCluster]), new Set(found));
    });

    it("are named as their Pulumi.yaml has them", () => {
        for (const { name, folder } of projects) {
            const file = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as { name: string };
            assert.equal(file.name, name);
        }
    });

    it("may have stacks of one name, with separate labels", () => {
        const labels = projects.map((project) => stackLabel(project, "e2e-1.5_a"));
        assert.equal(new Set(labels).size, projects.length);
        assert.deepEqual(
            labels.map(parseStackLabel),
            projects.map((project) => ({ project, name: "e2e-1.5_a" })),
        );
    });

    it("keep the plain name for the stacks of the root, by which they were found before", () => {
        assert.equal(stackLabel(canaryDelivery, "dev"), "dev");
    });

    it("do not claim another project's stacks", () => {
        assert.equal(parseStackLabel("dev@somebody-elses"), undefined);
    });
});
