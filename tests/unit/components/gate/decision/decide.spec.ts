import { decisionTable } from "./decisionTable";
import { testRows } from "./decisions";

describe("decide", () => {
    for (const { title, rows } of decisionTable) {
        describe(title, () => {
            testRows(rows);
        });
    }
});
