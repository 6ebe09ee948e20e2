import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import program from "../../../infra/index";

const baselineType = "pulumi-nodejs:dynamic/canary:RolloutBaseline";
const rolloutType = "kubernetes:argoproj.io/v1alpha1:Rollout";

/** The program itself, on a cluster that has the platform. */
describe("the program", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "program-"));
        const kubeconfig = join(folder, "config");
        writeFileSync(kubeconfig, "contexts: [{name: local}]\n");
        const { config } = parse(readFileSync("Pulumi.yaml", "utf8")) as {
            config: Record<string, { default: string | object }>;
        };
        const defaults = Object.entries(config).map(([key, { default: value }]) => [key, value]);
        const settings = {
            ...(Object.fromEntries(defaults) as Record<string, string | object>),
            ...{ kubeconfig, kubeContext: "local", installPlatform: "false", image: "registry/app:2" },
            ...{ baseline: "registry/app:1", requestsPerSecond: "40" },
        };
        pulumi.runtime.setAllConfig(
            Object.fromEntries(
                Object.entries(settings).map(([key, value]) => [
                    `canary-delivery:${key}`,
                    typeof value === "string" ? value : JSON.stringify(value),
                ]),
            ),
        );
    });
    after(() => {
        pulumi.runtime.setAllConfig({});
        rmSync(folder, { recursive: true });
    });

    it("has traffic before it has a candidate: a baseline that waits for requests gets them", async () => {
        const made: string[] = [];
        let traffic: () => void = () => undefined;
        const flows = new Promise<void>((resolve) => {
            traffic = resolve;
        });
        await pulumi.runtime.setMocks(
            {
                async newResource({ type, name, inputs }) {
                    made.push(type);
                    if (type === "kubernetes:apps/v1:Deployment") {
                        traffic();
                    }
                    if (type === baselineType) {
                        await flows;
                    }
                    return { id: `${name}-id`, state: { ...(inputs as Record<string, unknown>) } };
                },
                call: ({ inputs }) => inputs as Record<string, unknown>,
            },
            "canary-delivery",
            "test",
            false,
        );
        await program();
        await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
        assert.ok(made.includes("kubernetes:apps/v1:Deployment"));
        assert.ok(made.indexOf(rolloutType) > made.indexOf(baselineType));
    });
});
