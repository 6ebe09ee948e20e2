import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { rejectUnknownRules } from "../../policies/src/unknownRules";

type Configure = (call: object, answer: (error?: { message: string } | null) => void) => void;

interface Grpc {
    Server: { prototype: { addService: (definition: object, services: { configure: Configure }) => void } };
}

/** The SDK's own gRPC. */
const { Server } = createRequire(require.resolve("@pulumi/policy"))("@grpc/grpc-js") as Grpc;

describe("the policy pack's server", () => {
    const original = Object.getOwnPropertyDescriptor(Server.prototype, "addService") ?? assert.fail();
    afterEach(() => Object.defineProperty(Server.prototype, "addService", original));

    /** Returns the answer to a configuration with these names; undefined if the SDK gets it. */
    function answerTo(...given: string[]): string | undefined {
        let configure: Configure | undefined;
        Server.prototype.addService = (_definition, services) => {
            configure = services.configure;
        };
        rejectUnknownRules(["images-pinned", "probes-present"]);
        Server.prototype.addService(
            {},
            {
                configure: (_call, answer) => {
                    answer(null);
                },
            },
        );
        let message: string | undefined;
        const request = { getPolicyconfigMap: () => new Map(given.map((name) => [name, {}])) };
        assert.ok(configure);
        configure({ request }, (error) => {
            message = error?.message;
        });
        return message;
    }

    it("rejects names of rules that the pack does not have, all at once", () => {
        assert.equal(
            answerTo("images-pined", "probes-present", "probe"),
            "the configuration of the policy pack is rejected: images-pined is no rule; probe is no rule",
        );
    });

    it("passes on the names of rules, and all", () => {
        assert.equal(answerTo("all", "images-pinned"), undefined);
    });
});
