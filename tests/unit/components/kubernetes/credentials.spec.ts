import assert from "node:assert/strict";
import { connect } from "../../../../components/src/kubernetes";
import { authenticationCases } from "../../../support/authentication/cases";
import { AuthenticationRecorder } from "../../../support/authentication/recorder";

describe("the credentials of a kubeconfig with", () => {
    let recorder: AuthenticationRecorder;
    const environment = { ...process.env };

    before(async () => {
        recorder = await AuthenticationRecorder.start();
    });

    afterEach(() => {
        Object.assign(process.env, { HTTPS_PROXY: "", https_proxy: "", NO_PROXY: "", no_proxy: "" }, environment);
    });

    after(async () => {
        await recorder.stop();
    });

    for (const one of authenticationCases) {
        it(`${one.title} are those of the requests`, async () => {
            const { kubeconfig, env } = recorder.write(one);
            Object.assign(process.env, env);
            const api = await connect({ kubeconfig, kubeContext: "one" });
            await api.request({ method: "GET", path: "/version" });
            assert.deepEqual(recorder.seen, [one.expected]);
        });
    }

    // kubectl asks for a user name and a password.
    it("no user are none, and the server's certificate is verified", async () => {
        const { kubeconfig } = recorder.write({ title: "no user", expected: {} });
        await (await connect({ kubeconfig, kubeContext: "one" })).request({ method: "GET", path: "/version" });
        assert.deepEqual(recorder.seen, [{}]);
    });

    it("fields of an impersonation without a user name are rejected", async () => {
        const user = { token: "one", "as-groups": ["dev"] };
        const { kubeconfig } = recorder.write({ title: "groups alone", user, expected: {} });
        const api = await connect({ kubeconfig, kubeContext: "one" });
        await assert.rejects(
            api.request({ method: "GET", path: "/version" }),
            /as-groups or as-user-extra without as$/,
        );
        assert.deepEqual(recorder.seen, []);
    });

    it("a token file that changes are those of the file when the server rejects the last token", async () => {
        const one = { title: "a rotated token", user: { tokenFile: "rotated" }, expected: {} };
        const { kubeconfig } = recorder.write({ ...one, files: { rotated: "old" } });
        const api = await connect({ kubeconfig, kubeContext: "one" });
        await api.request({ method: "GET", path: "/version" });
        recorder.write({ ...one, files: { rotated: "new" } });
        recorder.rejected = "Bearer old";
        await api.request({ method: "GET", path: "/version" });
        assert.deepEqual(recorder.seen, [{ authorization: "Bearer old" }, { authorization: "Bearer new" }]);
    });
});
