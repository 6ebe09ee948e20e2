import assert from "node:assert/strict";
import { fail, type Failure } from "../../../../../components/src/gate/decision/types";
import { failureMessage } from "../../../../../components/src/gate/report/failureMessage";
import { declareSecond, recorded } from "../decision/decisions";
import { ingress, kubectl, rollout, sayAtEnd, subject, tampered } from "./sentences";
import { Simulation } from "../../../../support/simulation/simulation";

describe("the gate's sentences about an abort that is not done", () => {
    for (const [name, act] of [
        ["does not act on", () => undefined],
        [
            "takes back",
            ({ rollout: fake }: Simulation) => {
                fake.write({ abort: undefined });
            },
        ],
    ] as const) {
        it(`an abort that the controller ${name}`, () => {
            const text = sayAtEnd((simulation) => {
                tampered(simulation);
                simulation.controller = act;
                simulation.pass(61);
            });
            assert.equal(
                text,
                `${rollout} must be aborted at step 3/9 (setWeight 25): ${ingress} has canary weight 90, must be 25; this gate has asked for it, but the controller has not done it; the new version keeps canary weight 90; see whether the Argo Rollouts controller runs, abort with ${kubectl("abort")}, and run pulumi up again`,
            );
        });
    }

    it("an abort that the cluster does not let the gate do", () => {
        const simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
        tampered(simulation);
        simulation.rollout.write({ abort: undefined });
        const failure = fail("ClusterFailed", "Unproven", recorded("PATCH x: 403 forbidden"));
        const say = (why: Failure) => failureMessage(why, subject, simulation.observation, simulation.history);
        assert.match(say(failure), /must be 25; the cluster does not answer: PATCH x/);
        assert.equal(
            say({ ...failure, forbidden: true }),
            `${rollout} must be aborted at step 3/9 (setWeight 25): ${ingress} has canary weight 90, must be 25; the cluster does not let this gate do it: PATCH x: 403 forbidden; the new version keeps canary weight 90; abort with ${kubectl("abort")}, and run pulumi up again`,
        );
    });

    it("an abort that comes too late: the version is promoted", () => {
        const text = sayAtEnd((simulation) => {
            tampered(simulation);
            simulation.rollout.write({ abort: undefined });
            simulation.rollout.promote();
            simulation.pass(0);
        });
        assert.equal(
            text,
            `${rollout} is Healthy, but not as it should be: ${ingress} has canary weight 90, must be 25; correct this and run pulumi up again`,
        );
    });

    it("another version while the gate's abort is under way", () => {
        const text = sayAtEnd((simulation) => {
            tampered(simulation);
            simulation.rollout.declare("v9");
            simulation.rollout.observe();
            simulation.pass(0);
        });
        assert.match(
            text,
            /was superseded at step 3\/9 \(setWeight 25\): this update is pod hash hash2, .* now at hash3;/,
        );
    });
});
