import assert from "node:assert/strict";
import type { GateErrorCode } from "../../../components/rolloutGate/decision";
import { sentence } from "../../../components/rolloutGate/errors";
import { emptyMemory } from "../../../components/rolloutGate/memory";
import { good, SimulatedAnalysis } from "./simulatedAnalysis";
import { Simulation } from "./simulation";
import { atStep3, rollout, say, subject } from "./sentences";

const kubectl = (verb: string) => `kubectl argo rollouts ${verb} ops-hardening-demo -n demo`;
const nothing = () => undefined;

describe("the gate's sentences", () => {
    it("superseded", () => {
        const text = say("Superseded", [], (fake) => {
            atStep3(fake);
            fake.declare("v9");
            fake.observe();
        });
        assert.equal(
            text,
            `${rollout} was superseded at step 3/9 (setWeight 25): this update is pod hash hash2, the rollout is now at hash3; somebody else changed it, and this gate left it alone; run pulumi up again to roll out what is declared`,
        );
    });

    it("inconclusive", () => {
        const text = say("Inconclusive", [], (fake) => {
            atStep3(fake);
            fake.pause(3, "InconclusiveAnalysisRun");
        });
        assert.equal(
            text,
            `${rollout} is inconclusive at step 3/9 (setWeight 25): the analysis could not tell good from bad; it is paused with canary weight 25; decide with ${kubectl("promote")} or ${kubectl("abort")}, then run pulumi up again`,
        );
    });

    it("paused until somebody promotes it", () => {
        assert.equal(
            say("Paused", [], atStep3),
            `${rollout} is paused at step 3/9 (setWeight 25) until somebody promotes it, with canary weight 25, and onPause is fail; decide with ${kubectl("promote")} or ${kubectl("abort")}, then run pulumi up again`,
        );
    });

    it("no controller: nothing was rolled out, or what was on its way stays", () => {
        assert.equal(
            say("ControllerSilent", [], (fake, simulation) => {
                simulation.memory = { ...simulation.memory, podHash: undefined };
                fake.declare("v3");
            }).replace(/generation \d/, "generation 3"),
            `${rollout} is not looked at by any controller: generation 3 was not observed (2 was); nothing was rolled out; see whether the Argo Rollouts controller runs, and run pulumi up again`,
        );
        const onItsWay = say("ControllerSilent", [], (fake) => {
            atStep3(fake);
            fake.declare("v2");
        });
        assert.match(onItsWay, /generation 3 was not observed \(2 was\); it stays at canary weight 25; see whether/);
        const never = new Simulation();
        never.rollout.declare("v1");
        never.watch();
        const text = sentence(
            { kind: "fail", code: "ControllerSilent", outcome: "Unproven", details: [] },
            subject,
            never.observation,
            never.memory,
        );
        assert.match(text, /: generation 1 was not observed \(none was\); nothing was rolled out; /);
    });

    it("never measured", () => {
        const unmeasured = (details: string[], phases: string[]) =>
            say("Unmeasured", details, (fake, simulation) => {
                phases.forEach((phase) => {
                    new SimulatedAnalysis(simulation).end(phase);
                });
                fake.promote();
            });
        const run = " (AnalysisRun ops-hardening-demo-hash2-2 ended before its first measurement)";
        const rest =
            "; the new version has all traffic; lengthen the pauses or shorten initialDelay and interval, and run pulumi up again";
        const was = `${rollout} was promoted, but`;
        assert.equal(
            unmeasured(["success-rate"], ["Successful"]),
            `${was} success-rate was never measured${run}${rest}`,
        );
        assert.equal(
            unmeasured(["p99-latency", "success-rate"], ["Successful"]),
            `${was} p99-latency and success-rate were never measured${run}${rest}`,
        );
        assert.equal(unmeasured(["every metric"], []), `${was} no metric was ever measured${rest}`);
    });

    it("the analysis failed with the promotion", () => {
        const text = say("AnalysisFailed", [], (fake, simulation) => {
            new SimulatedAnalysis(simulation).measure({ "p99-latency": "743!" }).end("Failed");
            fake.promote();
        });
        assert.equal(
            text,
            `${rollout} was promoted, but its analysis ended badly: p99-latency measured 743 ms, must be < 500; the new version has all traffic; fix the image and run pulumi up again`,
        );
    });

    it("the analysis of a first deploy failed, whether this gate saw it come or not", () => {
        for (const late of [false, true]) {
            const simulation = new Simulation();
            simulation.rollout.declare("v1");
            const deploy = () => {
                simulation.rollout.observe();
                simulation.rollout.promote();
                new SimulatedAnalysis(simulation, "Initial").measure({ ...good, "p99-latency": "743!" }).end("Failed");
            };
            if (late) {
                deploy();
            }
            simulation.watch();
            if (!late) {
                deploy();
            }
            const { observation, memory } = simulation;
            assert.match(
                sentence(
                    { kind: "fail", code: "AnalysisFailed", outcome: "Unproven", details: [] },
                    subject,
                    observation,
                    memory,
                ),
                /ops-hardening-demo was deployed, but its analysis ended badly: p99-latency measured 743 ms, must be < 500/,
            );
        }
    });

    it("invalid spec, not proven, timed out", () => {
        assert.equal(
            say("InvalidSpec", ["no template x"], (_, simulation) => {
                simulation.memory = { ...simulation.memory, podHash: undefined };
            }),
            `${rollout} has an invalid spec: no template x; nothing was rolled out; correct it and run pulumi up again`,
        );
        assert.match(
            say("InvalidSpec", ["no template x"], atStep3),
            /: no template x; it stays at canary weight 25; correct/,
        );
        assert.equal(
            say("NotProven", ["Service x selects y, must be z"], nothing),
            `${rollout} is Healthy, but not as it should be: Service x selects y, must be z; correct this and run pulumi up again`,
        );
        assert.equal(
            say("TimedOut", ["the rollout is paused"], atStep3),
            `${rollout} did not finish within 1800 s: last seen Paused at step 3/9 (setWeight 25) with canary weight 25; the rollout is paused; nothing was aborted; look at it with ${kubectl("get rollout")}, raise the gate's timeout if it only needs longer, and run pulumi up again`,
        );
    });

    it("what the pods and the controller say about it", () => {
        const pods = [
            'pod web-1: container app is in CrashLoopBackOff (exit code 1); its last line: "boom"',
            "TrafficRoutingError: ingress not found",
        ];
        const seen = pods.join("; ");
        assert.match(
            say("TimedOut", ["the rollout is Progressing"], nothing, undefined, pods),
            new RegExp(`; the rollout is Progressing; ${escaped(seen)}; nothing was aborted; `),
        );
        assert.match(
            say("NotProven", ["a"], nothing, undefined, pods),
            new RegExp(`: a; ${escaped(seen)}; correct this`),
        );
        assert.match(
            say("InvalidSpec", ["a"], nothing, undefined, pods),
            new RegExp(`: a; ${escaped(seen)}; it stays at canary weight 0; correct it`),
        );
        assert.match(
            say("ControllerSilent", [], nothing, undefined, pods),
            new RegExp(`; ${escaped(seen)}; it stays at canary weight 0; see whether`),
        );
    });

    it("missing, and a cluster that cannot be watched, or does not take a patch", () => {
        const without = (code: GateErrorCode, details: string[] = []) =>
            sentence(
                { kind: "fail", code, outcome: "Unproven", details },
                subject,
                undefined,
                emptyMemory(0, undefined),
            );
        assert.equal(
            without("Missing"),
            `${rollout} does not exist; create it, or correct namespace and rolloutName, and run pulumi up again`,
        );
        assert.equal(without("TimedOut"), `${rollout} did not appear within 1800 s; create it and run pulumi up again`);
        assert.equal(without("ClusterFailed", ["refused"]), `${rollout} cannot be watched: refused`);
        assert.equal(say("ClusterFailed", ["refused"], atStep3), `${rollout} cannot be watched: refused`);
        const sent = { kind: "promote", stepIndex: 3, resourceVersion: "7", at: 0 } as const;
        const promoting = (applied?: boolean) =>
            say("ClusterFailed", ["refused"], (fake, simulation) => {
                atStep3(fake);
                simulation.memory = { ...simulation.memory, sent: applied === undefined ? sent : { ...sent, applied } };
            });
        assert.equal(promoting(), `${rollout} cannot be driven: refused`);
        assert.equal(promoting(true), `${rollout} cannot be watched: refused`);
    });
});

function escaped(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
