import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import {
    brokenObjects,
    canaryConsumer,
    canaryDelivery,
    definitions,
    minimal,
    parseStackLabel,
    type Project,
    stackLabel,
    traefikRouter,
} from "../../../../scripts/local/project";

describe("the checkout's projects", () => {
    const all: readonly Project[] = [
        canaryDelivery,
        canaryConsumer,
        minimal,
        definitions,
        traefikRouter,
        brokenObjects,
    ];

    it("are named as their Pulumi.yaml has them", () => {
        for (const { name, folder } of all) {
            const file = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as { name: string };
            assert.equal(file.name, name);
        }
    });

    it("may have stacks of one name, with separate labels", () => {
        const labels = all.map((project) => stackLabel(project, "e2e-1.5_a"));
        assert.equal(new Set(labels).size, all.length);
        assert.deepEqual(
            labels.map(parseStackLabel),
            all.map((project) => ({ project, name: "e2e-1.5_a" })),
        );
    });

    it("keep the plain name for the stacks of the root, by which they were found before", () => {
        assert.equal(stackLabel(canaryDelivery, "dev"), "dev");
    });

    it("do not claim another project's stacks", () => {
        assert.equal(parseStackLabel("dev@somebody-elses"), undefined);
    });
});
