import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ReleaseManifest } from "../../../components/src/platform/versions";
import type { FakeApiServer, FakeObject } from "./fakeApiServer";

/** The definitions' collection. */
export const definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** A manifest with two definitions and a Namespace, in a directory that is also the cache. */
export async function fakeManifest(): Promise<{ manifest: ReleaseManifest; remove(): Promise<void> }> {
    const directory = await mkdtemp(join(tmpdir(), "definitions-"));
    const yaml = ["rollouts", "analysisruns"]
        .map((plural) =>
            JSON.stringify({
                apiVersion: "apiextensions.k8s.io/v1",
                kind: "CustomResourceDefinition",
                metadata: { name: `${plural}.argoproj.io` },
                spec: { group: "argoproj.io", scope: "Namespaced" },
                status: { conditions: [] },
            }),
        )
        .concat(JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "argo-rollouts" } }))
        .join("\n---\n");
    const file = join(directory, "install.yaml");
    await writeFile(file, yaml);
    const previousHome = process.env["CANARY_DELIVERY_HOME"];
    process.env["CANARY_DELIVERY_HOME"] = directory;
    return {
        manifest: { url: pathToFileURL(file).href, sha256: createHash("sha256").update(yaml).digest("hex") },
        async remove() {
            if (previousHome === undefined) {
                delete process.env["CANARY_DELIVERY_HOME"];
            } else {
                process.env["CANARY_DELIVERY_HOME"] = previousHome;
            }
            await rm(directory, { recursive: true });
        },
    };
}

/** Plays the API server's part: a generation per change of the spec, established at once or a moment later. */
export function establishDefinitions(server: FakeApiServer, established: "at once" | "later" | "never"): void {
    const condition = (type: string, status: string, message = "") => ({ type, status, message });
    server.onApply = (collection, name, body, current): FakeObject => {
        const same = JSON.stringify(current?.["spec"]) === JSON.stringify(body["spec"]);
        const generation = (current?.metadata.generation ?? 0) + (same ? 0 : 1);
        const ready = {
            ...body,
            metadata: { ...body.metadata, generation },
            status: { conditions: [condition("NamesAccepted", "True"), condition("Established", "True")] },
        };
        const waiting = {
            ...ready,
            status: {
                conditions: [
                    condition("NamesAccepted", "True"),
                    condition("Established", "False", "the initial names are accepted"),
                ],
            },
        };
        if (established === "later") {
            setImmediate(() => {
                server.put(collection, { ...ready, metadata: { ...ready.metadata, name } });
            });
        }
        return established === "at once" ? ready : waiting;
    };
}
