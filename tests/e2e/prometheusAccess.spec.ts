import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { basicAuth, guardPrometheus, tenant, unguardPrometheus } from "./support/guardedPrometheus";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";

const secretName = "prometheus-access";
const password = "right-password";

interface AnalysisRun {
    readonly metadata: { readonly creationTimestamp: string };
    readonly spec: { readonly metrics: { readonly provider: { readonly prometheus: object } }[] };
    readonly status: {
        readonly phase: string;
        readonly metricResults: { readonly measurements: { readonly phase: string; readonly message?: string }[] }[];
    };
}

describe("a Prometheus that requires a password and a tenant", function () {
    this.timeout("15m");
    const app = appOf("prometheus-access");
    before("guard Prometheus", () => guardPrometheus(password));
    after("open Prometheus", unguardPrometheus);

    /** Settings with which the controller and the gate reach Prometheus through ingress-nginx. */
    async function settings() {
        const { ingressUrl } = await environment();
        return {
            platform: "existing",
            platformStack: "",
            // The analysis ends by its errors after 45 s, and the gate's own queries decide before.
            steps: [
                { setWeight: 20 },
                { pause: { duration: "20s" } },
                { setWeight: 50 },
                { pause: { duration: "30s" } },
                { setWeight: 100 },
            ],
            initialDelay: "5s",
            interval: "5s",
            prometheusAddress: "http://ingress-nginx-controller.ingress-nginx.svc",
            prometheusUrl: ingressUrl,
            prometheusAccess: {
                basicAuth: { name: secretName, key: "basic" },
                headers: [{ name: "X-Scope-OrgID", value: tenant }],
            },
            secretReader: { namespace: "argo-rollouts", serviceAccount: "argo-rollouts" },
        };
    }

    /** Writes the Secret, as another client does. */
    async function writeSecret(basic: string): Promise<void> {
        const { target } = await environment();
        const metadata = { name: secretName, namespace: app.namespace };
        await target.kubectl.apply([{ apiVersion: "v1", kind: "Secret", metadata, stringData: { basic } }]);
    }

    async function lastAnalysisRun(): Promise<AnalysisRun> {
        const runs = (await app.list("analysisruns")) as unknown as AnalysisRun[];
        const time = ({ metadata }: AnalysisRun) => metadata.creationTimestamp;
        const last = runs.sort((a, b) => time(a).localeCompare(time(b))).at(-1);
        assert.ok(last !== undefined);
        return last;
    }

    it("measures and promotes a good version, with the credentials of a Secret that is in no state", async () => {
        await app.deploy("v1", await settings());
        await writeSecret(basicAuth(password));
        const run = await app.up("v2", await settings());
        assertSucceeded(run);
        const { outcome, evidence } = (await app.outputs()) as {
            outcome: string;
            evidence: { shares: { weight: number; canary: number }[]; notes?: string[] };
        };
        assert.equal(outcome, "Promoted");
        assert.deepEqual(
            evidence.shares.map(({ weight }) => weight),
            [20, 50],
        );
        assert.ok((evidence.shares[0]?.canary ?? 0) > 0);
        assert.deepEqual(evidence.notes ?? [], []);

        const { spec, status } = await lastAnalysisRun();
        const phases = new Set(
            status.metricResults.flatMap(({ measurements }) => measurements.map(({ phase }) => phase)),
        );
        assert.deepEqual([status.phase, ...phases], ["Successful", "Successful"]);
        assert.deepEqual(
            spec.metrics.map(({ provider }) => (provider.prometheus as { headers: unknown }).headers),
            Array(2).fill([
                { key: "X-Scope-OrgID", value: tenant },
                { key: "Authorization", value: "Basic {{args.header-authorization}}" },
            ]),
        );
        const state = JSON.stringify(await (await app.stack()).state());
        assert.ok(state.includes(secretName));
        assert.ok(![password, basicAuth(password)].some((text) => state.includes(text) || run.output.includes(text)));
    });

    it("has a wrong password named, and the version rolled back without a proof", async () => {
        await writeSecret(basicAuth("wrong-password"));
        const run = await app.up("v3", await settings());
        assertFailed(run);
        const failure = gateFailureOf(run.output) ?? run.output;
        assert.match(
            failure,
            /HTTP status 401, with the credentials of key basic of Secret e2e-prometheus-access\/prometheus-access/,
        );
        assert.ok(!["wrong-password", basicAuth("wrong-password")].some((text) => run.output.includes(text)));
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v2", 100);
    });
});
