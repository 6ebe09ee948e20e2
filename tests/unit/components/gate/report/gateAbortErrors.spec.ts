import assert from "node:assert/strict";
import { evidenceOf } from "../../../../../components/src/gate/report/evidence";
import { failureMessage } from "../../../../../components/src/gate/report/failureMessage";
import { declareSecond } from "../decision/decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import { ingress, kubectl, rollout, sayAtEnd, subject, tampered } from "./sentences";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { Simulation } from "../../../../support/simulation/simulation";

const back = "traffic is back on stable (canary weight 0)";
const again = `then ${kubectl("retry rollout")} and run pulumi up again`;

/** The controller does what the gate has asked for. */
function carryOut({ rollout: fake }: Simulation): void {
    fake.abort();
    fake.returnTraffic();
}

describe("the gate's sentences about its own abort", () => {
    it("a share that is not the step's", () => {
        const text = sayAtEnd((simulation) => {
            simulation.canaryPercent = 33.3;
            pausedAt(simulation, 25);
            simulation.pass(58);
            carryOut(simulation);
            simulation.pass(0);
        });
        assert.equal(
            text,
            `${rollout} was aborted by this gate at step 3/9 (setWeight 25): canary got 719 of 2160 requests (33.3 %) at weight 25, must be 22 % to 28.1 %; ${back}; correct this, ${again}`,
        );
    });

    it("weights out of another total: the step has its own, everything else is in percent", () => {
        const text = sayAtEnd((simulation) => {
            simulation.rollout.maxTrafficWeight = 1000;
            simulation.rollout.declare("v2");
            pausedAt(simulation, 10);
            pausedAt(simulation, 25);
            simulation.rollout.writeIngress(90);
            simulation.pass(3);
            carryOut(simulation);
            simulation.pass(0);
        });
        assert.equal(
            text,
            `${rollout} was aborted by this gate at step 3/9 (setWeight 25, 2.5 %): ${ingress} has canary weight 9, must be 2.5; ${back}; correct this, ${again}`,
        );
    });

    it("a weight that somebody has changed, and what else was found out", () => {
        const text = sayAtEnd(
            (simulation) => {
                tampered(simulation);
                carryOut(simulation);
                simulation.pass(0);
            },
            {},
            ["TrafficRoutingError: ingress not found"],
        );
        assert.equal(
            text,
            `${rollout} was aborted by this gate at step 3/9 (setWeight 25): ${ingress} has canary weight 90, must be 25; TrafficRoutingError: ingress not found; ${back}; correct this, ${again}`,
        );
    });

    for (const [values, names] of [
        [undefined, "no metric was"],
        [{ "p99-latency": "41" }, "success-rate was not"],
        [{}, "p99-latency and success-rate were not"],
    ] as const) {
        it(`before the last weight, ${names} measured`, () => {
            const text = sayAtEnd((simulation) => {
                pausedAt(simulation, 75);
                if (values !== undefined) {
                    new SimulatedAnalysis(simulation).measure(values);
                }
                simulation.pass(28);
                carryOut(simulation);
                simulation.pass(0);
            });
            assert.equal(
                text,
                `${rollout} was aborted by this gate at step 7/9 (setWeight 75): ${names} measured before the last weight; ${back}; correct this, ${again}`,
            );
        });
    }

    it("the timeout", () => {
        const text = sayAtEnd(
            (simulation) => {
                pausedAt(simulation);
                simulation.pass(25);
                carryOut(simulation);
                simulation.pass(0);
            },
            { timeoutSeconds: 25 },
        );
        assert.equal(
            text,
            `${rollout} was aborted by this gate at step 1/9 (setWeight 10): it did not finish within 25 s: the rollout is paused for the time that its step says; ${back}; fix the cause, or raise the gate's timeout if it only needs longer, ${again}`,
        );
    });

    it("traffic that does not come back", () => {
        const text = sayAtEnd((simulation) => {
            tampered(simulation);
            simulation.rollout.abort();
            simulation.pass(60);
        });
        assert.match(text, /was aborted by this gate at step 3\/9/);
        assert.ok(
            text.includes(
                `; traffic is NOT back on stable: ${ingress} has canary weight 90, must be 0; Service ops-hardening-demo-canary selects hash2, must be hash1; correct this, `,
            ),
            text,
        );
    });

    it("still aborted on the next update, for the reason that the state has kept", () => {
        const first = new Simulation();
        declareSecond(first);
        first.watch();
        new SimulatedAnalysis(first).measure(good);
        tampered(first);
        carryOut(first);
        first.pass(0);
        assert.ok(first.observation);
        const { abortedAt, abortedFor } = evidenceOf(first.observation, first.history, "Aborted", first.now, undefined);
        assert.deepEqual(abortedAt, { step: 3, steps: 9, setWeight: 25, percent: 25 });
        assert.ok(typeof abortedFor === "object" && abortedFor.kind === "gate");
        const found = { kind: "ingressWeight", ingress: ingress.replace("Ingress ", ""), actual: 90, expected: 25 };
        assert.deepEqual([abortedFor.code, abortedFor.findings], ["NotProven", [found]]);
        const previous = { podHash: "hash2", revision: 2, abortedAt, abortedFor };
        const second = new Simulation({}, previous);
        second.rollout.deployFirst("v1");
        second.rollout.declare("v2");
        second.rollout.observe();
        carryOut(second);
        second.watch();
        second.pass(0);
        assert.ok(second.decision?.kind === "fail" && second.observation);
        assert.equal(
            failureMessage(second.decision, subject, second.observation, second.history),
            `${rollout} is still aborted at step 3/9 (setWeight 25): ${ingress} has canary weight 90, must be 25; traffic is on stable (canary weight 0); this version was not changed since: correct this, ${again}`,
        );
        const evidence = evidenceOf(second.observation, second.history, "Aborted", second.now, undefined);
        assert.deepEqual([evidence["abortedAt"], evidence["abortedFor"]], [abortedAt, abortedFor]);
    });
});
