import type * as pulumi from "@pulumi/pulumi";
import { ResourceRecorder } from "../../../support/pulumi/mocks";

/** Returns type and name of each protected resource of a component. */
export async function protectedBy(declare: (opts: pulumi.ComponentResourceOptions) => void): Promise<string[]> {
    const found: string[] = [];
    const recorder = await ResourceRecorder.start();
    declare({
        transformations: [
            ({ type, name, opts }) => {
                if (opts.protect === true) {
                    found.push(`${type} ${name}`);
                }
                return undefined;
            },
        ],
    });
    await recorder.settle();
    return found;
}
