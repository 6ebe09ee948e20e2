import { catalog } from "../../../policies/src/catalog";
import { readConfiguration } from "../../../policies/src/model/configuration";
import { evaluateAll } from "../../../policies/src/model/evaluate";
import { baselineBodies, pathsOf, setAt, stackOf } from "../baseline";
import { today } from "../ruleSpec";

/** Who writes manifests makes mistakes that no API server has seen yet. */
describe("the policies over objects of the wrong form", () => {
    const configuration = readConfiguration({ "images-pinned": { digestFor: "everything" } }, catalog);
    for (const value of [null, 5, "text", [], {}, [null]]) {
        it(`stumble over no ${JSON.stringify(value)}, wherever it stands`, function () {
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
