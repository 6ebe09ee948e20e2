import assert from "node:assert/strict";
import { execa } from "execa";
import { authenticationCases } from "../support/authentication/cases";
import { AuthenticationRecorder } from "../support/authentication/recorder";
import { environment } from "./support/environment";

/** The cases that the gate's own requests are tested with: they are what the real client does. */
describe("kubectl with a kubeconfig with", function () {
    this.timeout("5m");
    let recorder: AuthenticationRecorder;
    let kubectl: string;

    before(async () => {
        kubectl = (await environment()).target.kubectl.program;
        recorder = await AuthenticationRecorder.start();
    });

    after(async () => {
        await recorder.stop();
    });

    for (const one of authenticationCases) {
        it(`${one.title} authenticates as the gate does`, async () => {
            const { kubeconfig, env } = recorder.write(one);
            const args = ["--kubeconfig", kubeconfig, "--context", "one", "get", "--raw", "/version"];
            await execa(kubectl, args, { env, stdin: "ignore" });
            assert.deepEqual(recorder.seen, [one.expected]);
        });
    }
});
