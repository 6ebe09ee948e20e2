import assert from "node:assert/strict";
import type { PreflightInputs } from "../../components/src/preflight/inputs";
import { preflightProvider as provider, type PreflightState } from "../../components/src/preflight/provider";
import { providerStub } from "../../components/src/provider/dynamicResource";
import { specHash } from "../../components/src/gate";
import { FakeApiServer } from "../support/apiServer/fakeApiServer";
import { FakePrometheus, manifestOf, rolloutsPath } from "../support/apiServer/fakeBaseline";
import { preflightInputs } from "../support/preflight/preflightInputs";
import { SerializedProvider } from "../support/pulumi/serializedProvider";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

interface Reviewed {
    readonly verb: string;
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace: string;
    readonly name?: string;
}

/** Create and update run serialized, in a bare process; the other methods are called directly. */
describe("preflight on a fake API server", function () {
    this.timeout("30s");
    let serialized: SerializedProvider;
    let server: FakeApiServer;
    let prometheus: FakePrometheus;
    let inputs: PreflightInputs;
    const denied = new Set<string>();
    const reviewed: Reviewed[] = [];

    before(async () => {
        serialized = await SerializedProvider.of(providerStub("Preflight"));
        prometheus = await FakePrometheus.start();
    });

    after(async () => {
        await serialized.remove();
        await prometheus.stop();
    });

    beforeEach(async () => {
        server = await FakeApiServer.start();
        denied.clear();
        reviewed.length = 0;
        server.serve(reviews, ({ body }) => {
            const { resourceAttributes } = (body as { spec: { resourceAttributes: Reviewed } }).spec;
            const { verb, resource, subresource } = resourceAttributes;
            reviewed.push(resourceAttributes);
            const allowed = !denied.has(`${verb} ${[resource, subresource].filter(Boolean).join("/")}`);
            return { status: 201, json: { status: { allowed } } };
        });
        server.serve("/apis/argoproj.io/v1alpha1", (request) =>
            request.path.endsWith("v1alpha1")
                ? { json: { resources: [{ name: "rollouts" }] } }
                : { json: { items: [server.get(rolloutsPath, "web")].filter((one) => one !== undefined) } },
        );
        inputs = { ...preflightInputs, kubeconfig: server.kubeconfig, prometheusUrl: prometheus.url };
    });

    afterEach(async () => {
        await server.stop();
    });

    const create = async (changed: Partial<PreflightInputs> = {}) => {
        const call = serialized.call("create", { ...inputs, ...changed, __provider: "code" });
        const answer = await call.answer;
        return { ...answer, lines: call.lines };
    };

    it("passes, with the reviews of what the gate needs, and notes what it cannot know", async () => {
        const { value, error, lines } = await create();
        assert.equal((value as { outs: PreflightState } | undefined)?.outs.passed, true, error?.message);
        assert.deepEqual(
            reviewed
                .filter(({ resource }) => resource === "rollouts")
                .map(({ verb, subresource = "" }) => verb + subresource)
                .sort(),
            ["list", "patchstatus", "watch"],
        );
        assert.ok(
            lines.every((line) => line.includes("Preflight: note: ")),
            lines.join("\n"),
        );
    });

    it("fails with every problem in one error, and is run again by the next update", async () => {
        denied.add("patch rollouts/status").add("watch services");
        await prometheus.stop();
        prometheus = await FakePrometheus.start();
        const address = { prometheusUrl: "", prometheusAddress: "http://prometheus.monitoring:9090" };
        denied.add("get services/proxy");
        const { error } = await create(address);
        const properties = (error as { properties?: PreflightState } | undefined)?.properties;
        assert.match(String(error?.message), /was not touched, the preflight found 3 problems:\n/);
        assert.match(String(error?.message), /may not patch rollouts\/status of argoproj\.io in demo/);
        assert.match(String(error?.message), /may not watch services in demo/);
        assert.match(String(error?.message), /may not get services\/proxy "prometheus:9090" in monitoring/);
        assert.ok(properties);
        const { changes } = await provider.diff("demo/web", properties, { ...inputs, ...address });
        assert.equal(changes, true);
    });

    it("reports the problems and continues where they are only to be noted", async () => {
        denied.add("watch services");
        const { value, lines } = await create({ onProblems: "note" });
        assert.equal((value as { outs: PreflightState }).outs.passed, true);
        assert.ok(lines.some((line) => line.includes("problem: the kubeconfig's user may not watch services")));
    });

    it("stops nothing when it arrives at a Rollout that does not change", async () => {
        denied.add("watch services");
        const manifest = manifestOf("registry/web:1");
        server.put(rolloutsPath, structuredClone(manifest) as never);
        const { value, error } = await create({ specHash: specHash(manifest.spec) });
        assert.equal((value as { outs: PreflightState } | undefined)?.outs.passed, true, error?.message);
        const stopped = await create({ specHash: "another" });
        assert.match(String(stopped.error?.message), /1 problem:/);
    });

    it("continues where reviews are not permitted", async () => {
        server.serve(reviews, () => ({ status: 403, json: { message: "reviews are forbidden" } }));
        const { value, error, lines } = await create();
        assert.equal((value as { outs: PreflightState } | undefined)?.outs.passed, true, error?.message);
        assert.ok(
            lines.some((line) => line.includes("note: the permissions were not checked: ")),
            lines.join("\n"),
        );
    });

    it("finds an address without a Service at once", async () => {
        server.serve("/api/v1/namespaces/monitoring/services", () => ({
            status: 404,
            json: { message: 'services "prometheus" not found' },
        }));
        const { error } = await create({ prometheusUrl: "" });
        assert.match(
            String(error?.message),
            /1 problem:\n.*\(service monitoring\/prometheus:9090\), cannot be reached: 404/,
        );
    });

    it("waits for a Prometheus that starts", async () => {
        let asked = 0;
        server.put("/api/v1/namespaces/monitoring/services", { metadata: { name: "prometheus" } });
        server.serve("/api/v1/namespaces/monitoring/services/prometheus:9090/proxy", () => {
            asked += 1;
            return asked === 1
                ? { status: 503, json: { message: "no endpoints available" } }
                : { json: { status: "success", data: { resultType: "matrix", result: [] } } };
        });
        const { value, error, lines } = await create({ prometheusUrl: "" });
        assert.equal((value as { outs: PreflightState } | undefined)?.outs.passed, true, error?.message);
        assert.ok(lines.some((line) => line.includes("waiting: ") && line.includes("no endpoints available")));
    });

    it("contacts no cluster in a preview, a refresh and a removal", async () => {
        const state = { ...inputs, passed: true };
        await provider.check(inputs, inputs);
        const { changes } = await provider.diff("demo/web", state, { ...inputs, trigger: unknown });
        assert.equal(changes, true);
        assert.deepEqual((await provider.read("demo/web", state)).props, state);
        await provider.delete("demo/web", state);
        assert.deepEqual(server.requests, []);
    });

    it("runs when what is declared changes, and not for another machine or package", async () => {
        const state = { ...inputs, passed: true };
        const changed = async (news: Partial<PreflightInputs>) =>
            (await provider.diff("demo/web", state, { ...inputs, ...news })).changes;
        assert.equal(await changed({ trigger: "another" }), true);
        assert.equal(await changed({ ingresses: [] }), true);
        assert.equal(await changed({ prometheusAddress: "http://other.monitoring:9090" }), true);
        assert.equal(await changed({ kubeconfig: "/another", kubeContext: "x", providerVersion: "2" }), false);
    });
});
