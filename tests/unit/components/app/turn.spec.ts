import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CanaryApp } from "../../../../components/src/app";
import { until } from "../../../support/until";
import { args, types } from "./canaryAppArgs";

const names = Array.from({ length: 6 }, (_, index) => `shop-${String(index + 1)}`);

/** The updates of Rollouts among the operations that Pulumi carries out at once. */
describe("the turns of a program's CanaryApps", () => {
    let started: string[];
    let open: Map<string, () => void>;
    const before = process.env["PULUMI_NODEJS_PARALLEL"];

    afterEach(() => {
        if (before === undefined) {
            delete process.env["PULUMI_NODEJS_PARALLEL"];
        } else {
            process.env["PULUMI_NODEJS_PARALLEL"] = before;
        }
    });

    /** Declares apps whose gates run until they are ended. */
    async function declare(parallel: string, preview = false): Promise<void> {
        process.env["PULUMI_NODEJS_PARALLEL"] = parallel;
        started = [];
        open = new Map();
        await pulumi.runtime.setMocks(
            {
                newResource: async ({ type, name, inputs }) => {
                    if (type === types.rollout) {
                        started.push(name);
                    }
                    if (type === types.gate && !preview) {
                        await new Promise<void>((resolve) => {
                            open.set(name, resolve);
                        });
                    }
                    return { id: `${name}-id`, state: { ...(inputs as Record<string, unknown>) } };
                },
                call: ({ inputs }) => inputs as Record<string, unknown>,
            },
            "canary-delivery",
            "test",
            preview,
        );
        for (const name of names) {
            new CanaryApp(name, { ...args, name });
        }
    }

    const gates = (count: number) => until(`${String(count)} gates run`, () => open.size === count);

    function end(name: string): void {
        open.get(name)?.();
    }

    it("let no more Rollouts go than gates can run next to one other operation", async () => {
        await declare("4");
        await gates(3);
        assert.deepEqual(started, ["shop-1", "shop-2", "shop-3"]);
        end("shop-2");
        await gates(4);
        assert.deepEqual(started, ["shop-1", "shop-2", "shop-3", "shop-4"]);
        end("shop-4");
        end("shop-1");
        await gates(6);
        assert.deepEqual(started, names);
    });

    it("come one after another without an operation to spare", async () => {
        await declare("1");
        for (const [index, name] of names.entries()) {
            await gates(index + 1);
            assert.deepEqual(started, names.slice(0, index + 1));
            end(name);
        }
    });

    it("come at once where there are as many operations", async () => {
        await declare("7");
        await gates(6);
        assert.deepEqual(started.toSorted(), names);
    });

    it("end with the gates of a preview", async () => {
        await declare("2", true);
        await until("all Rollouts are declared", () => started.length === names.length);
    });
});
