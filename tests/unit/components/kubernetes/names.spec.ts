import assert from "node:assert/strict";
import {
    isDnsLabel,
    isDnsName,
    isFileName,
    isObjectName,
    isServiceName,
    isVariableName,
} from "../../../../components/src/kubernetes/names";

const long = (length: number) => "a".repeat(length);

describe("a name", () => {
    const cases: [(value: unknown) => boolean, good: string[], bad: unknown[]][] = [
        [isDnsLabel, ["a", "1st", "a-b", long(63)], ["", "A", "-a", "a-", "a.b", "a_b", "a\n", long(64), 1, undefined]],
        [
            isDnsName,
            ["a", "a.b", "1.example.com", long(63)],
            ["", "a..b", ".a", "a.", "A.b", long(64), `${long(63)}.`.repeat(4)],
        ],
        [isServiceName, ["a", "a-1"], ["1a", "a.b", long(64), ""]],
        [isObjectName, ["a", "a.b", long(253)], ["", "A", "-a", "a b", long(254), null]],
        [isFileName, ["app.yaml", ".env", "A_b-1", "1", long(253)], ["conf/app.yaml", "..data", ".", "", long(254), 1]],
        [isVariableName, ["API_KEY", "my.key", "my-key", "_"], ["1KEY", "A=B", "a b", "", undefined]],
    ];
    for (const [check, good, bad] of cases) {
        it(`is reported by ${check.name}`, () => {
            assert.deepEqual(
                good.filter((name) => !check(name)),
                [],
            );
            assert.deepEqual(
                bad.filter((name) => check(name)),
                [],
            );
        });
    }
});
