import { catalog } from "../../../policies/src/catalog";
import { readConfiguration } from "../../../policies/src/model/configuration";
import { evaluateAll } from "../../../policies/src/model/evaluate";
import { baselineBodies, pathsOf, setAt, stackOf } from "../baseline";
import { today } from "../ruleSpec";

/** Covers mistakes in manifests that no API server has rejected yet. */
describe("the policies over objects of the wrong form", () => {
    const configuration = readConfiguration({ "images-pinned": { digestFor: "everything" } }, catalog);
    for (const value of [null, 5, "text", [], {}, [null]]) {
        it(`survive ${JSON.stringify(value)} in any place`, function () {
            this.timeout(60_000);
            baselineBodies().forEach((body, index) => {
                for (const path of pathsOf(body)) {
                    const bodies = baselineBodies();
                    const keys = path.map((key) => key.replaceAll(".", "\\."));
                    setAt(bodies[index], keys, value);
                    if ("levelOf" in configuration) {
                        evaluateAll(catalog, stackOf(bodies), configuration, today);
                    }
                }
            });
        });
    }
});
