import assert from "node:assert/strict";
import { fail } from "../../../../../components/src/gate/decision/types";
import { failureMessage } from "../../../../../components/src/gate/report/failureMessage";
import { rollout, say, subject } from "./sentences";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { Simulation } from "../../../../support/simulation/simulation";

describe("the gate's sentences about an analysis", () => {
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
            const { observation, history } = simulation;
            assert.match(
                failureMessage(fail("AnalysisFailed"), subject, observation, history),
                /ops-hardening-demo was deployed, but its analysis ended badly: p99-latency measured 743 ms, must be < 500/,
            );
        }
    });
});
