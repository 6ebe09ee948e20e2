import assert from "node:assert/strict";
import { fail } from "../../../../../components/src/gate/decision/types";
import type { GateErrorCode } from "../../../../../components/src/gate/model/outcome";
import { failureMessage } from "../../../../../components/src/gate/report/failureMessage";
import { emptyHistory } from "../../../../../components/src/gate/history/history";
import { recorded } from "../decision/decisions";
import { Simulation } from "../../../../support/simulation/simulation";
import { atStep3, kubectl, rollout, say, subject } from "./sentences";

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
                simulation.history = { ...simulation.history, podHash: undefined };
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
        const text = failureMessage(
            { kind: "fail", code: "ControllerSilent", outcome: "Unproven", findings: [] },
            subject,
            never.observation,
            never.history,
        );
        assert.match(text, /: generation 1 was not observed \(none was\); nothing was rolled out; /);
    });

    it("invalid spec, not proven, timed out", () => {
        assert.equal(
            say("InvalidSpec", ["no template x"], (_, simulation) => {
                simulation.history = { ...simulation.history, podHash: undefined };
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
            failureMessage(
                { kind: "fail", code, outcome: "Unproven", findings: recorded(...details) },
                subject,
                undefined,
                emptyHistory(0, undefined),
            );
        assert.equal(
            without("Missing"),
            `${rollout} does not exist; correct namespace and rolloutName, or, where somebody has deleted it, run pulumi refresh, and run pulumi up again`,
        );
        assert.match(without("TimedOut"), /did not appear within 1800 s; correct namespace and rolloutName, or/);
        assert.equal(without("ClusterFailed", ["refused"]), `${rollout} cannot be watched: refused`);
        assert.equal(say("ClusterFailed", ["refused"], atStep3), `${rollout} cannot be watched: refused`);
        const forbidden = { ...fail("ClusterFailed", "Unproven", recorded("refused")), forbidden: true } as const;
        assert.equal(
            failureMessage(forbidden, subject, undefined, emptyHistory(0, undefined)),
            `${rollout} cannot be driven: refused`,
        );
    });
});

function escaped(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
