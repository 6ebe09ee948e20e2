import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../../scripts/local/home";
import { readResults } from "../../bench/verdicts/results";

describe("the figures of the verdict benchmark in prose", () => {
    const { simulation, live } = readResults();
    const pages = { readme: textOf("README.md"), metrics: textOf("docs/metrics.md") };

    function textOf(file: string): string {
        return readFileSync(join(checkout, file), "utf8").replaceAll(/\s+/g, " ");
    }

    /** Matches a text whose first and last figure are whole. */
    function figures(text: string): RegExp {
        return new RegExp(`(?<![\\d.,])${text}(?!\\d)`);
    }

    function secondsUntilRejected(errors: number): number | undefined {
        return simulation.faulty.find(({ share }) => share === errors)?.rejections.by.judge.medianSeconds;
    }

    it("are those of the simulation", () => {
        const equal = Object.values(simulation.equal);
        const rejected = equal.reduce((sum, { by }) => sum + by.judge.rejected, 0);
        const pairs = equal.reduce((sum, { of }) => sum + of, 0).toLocaleString("en");
        assert.match(pages.readme, figures(`${rejected} of ${pairs} simulated equal versions rejected`));
        const [five, twenty] = [secondsUntilRejected(0.05), secondsUntilRejected(0.2)];
        assert.match(pages.readme, figures(`5 % errors at 50 requests/s and weight 10 after ${five} s`));
        assert.match(pages.metrics, figures(`5 % errors take ${five} s, 20 % errors ${twenty} s`));
    });

    it("are those of the updates of a cluster", () => {
        const of = (label: string, judge: boolean) => {
            const some = live?.updates.filter((update) => update.label === label && update.judge === judge) ?? [];
            return { all: some.length, rejected: some.filter(({ promoted }) => !promoted).length };
        };
        const [good, bad, alone] = [of("good", true), of("bad", true), of("bad", false)];
        assert.equal(alone.all, bad.all);
        assert.match(
            pages.readme,
            figures(
                `${good.rejected} of ${good.all} good updates rejected and ${bad.rejected} of ${bad.all} bad ones, ` +
                    `by the article's analysis alone ${alone.rejected}`,
            ),
        );
    });
});
