import assert from "node:assert/strict";
import type { Series } from "../../../../../components/src/gate/cluster/prometheus";
import { answersBetween, snapshotOf } from "../../../../../components/src/gate/traffic/answers";
import {
    answerSeries,
    answersSelector,
    unreadableSignals,
} from "../../../../../components/src/gate/traffic/answersQuery";
import { judgeInputs as judge } from "../../../../support/gate/judgeInputs";

const query = { job: "demo", requestsMetric: "http_requests_total", requestsSelector: [], judge };
const hashes = { new: "n", stable: "s" };

/** One pod's series with one sample; without a hash it is no version's. */
function series(name: string, pod: string, value: number, labels: Record<string, string> = {}): Series {
    const hash = pod.slice(0, 1);
    return {
        labels: { __name__: name, pod, instance: `${pod}:9464`, rollouts_pod_template_hash: hash, ...labels },
        samples: [{ at: 1000, value }],
    };
}

const requests = (pod: string, status: string, value: number) =>
    series("http_requests_total", pod, value, { status_code: status });
const up = (pod: string, value = 1) => series("up", pod, value);
const count = (pod: string, value: number) => series(`${judge.latencyMetric}_count`, pod, value);
const bucket = (pod: string, value: number) => series(`${judge.latencyMetric}_bucket`, pod, value, { le: "300" });

function between(before: readonly Series[], after: readonly Series[]) {
    const look = (answer: readonly Series[]) => snapshotOf(answerSeries(answer, query), judge);
    return answersBetween(look(before), look(after), hashes);
}

describe("the query of answers", () => {
    it("is one selector of the counter, of up, and of the histogram's count and one bucket", () => {
        assert.equal(
            answersSelector(query),
            '{__name__=~"http_requests_total|http_request_duration_milliseconds_count|http_request_duration_milliseconds_bucket|up",job="demo",le=~"|300|300\\\\.0"}',
        );
    });

    it("leaves the histogram out if there is none", () => {
        const without = { ...query, judge: { ...judge, latencyMetric: "" } };
        assert.equal(answersSelector(without), '{__name__=~"http_requests_total|up",job="demo"}');
    });

    it("writes a bound with a fraction as clients do", () => {
        const fraction = { ...query, judge: { ...judge, latencyBound: 0.05 } };
        // Rounded it would be another bucket as well.
        const seconds = { ...query, judge: { ...query.judge, latencyBound: 570, latencyUnit: "seconds" as const } };
        assert.match(answersSelector(seconds), /,le=~"\|0\\\\\.57"\}$/);
        const whole = { ...query, judge: { ...query.judge, latencyBound: 1000, latencyUnit: "seconds" as const } };
        assert.match(answersSelector(whole), /,le=~"\|1\|1\\\\\.0"\}$/);
        assert.match(answersSelector(fraction), /,le=~"\|0\\\\\.05"\}$/);
    });
});

describe("the answers between two looks", () => {
    it("are the growth of each version's counters, over its pods", () => {
        const { errors } = between(
            [
                requests("n1", "200", 10),
                requests("n1", "503", 1),
                requests("s1", "200", 100),
                requests("s2", "200", 50),
            ],
            [
                requests("n1", "200", 15),
                requests("n1", "503", 4),
                requests("s1", "200", 130),
                requests("s2", "200", 60),
            ],
        );
        assert.deepEqual(errors, { new: { all: 8, bad: 3 }, stable: { all: 40, bad: 0 } });
    });

    it("count a status that appears for the first time from 0", () => {
        const { errors } = between([requests("n1", "200", 10)], [requests("n1", "200", 10), requests("n1", "500", 2)]);
        assert.deepEqual(errors.new, { all: 2, bad: 2 });
    });

    it("count the first requests of a pod that was scraped before them", () => {
        const { errors } = between([up("n1")], [up("n1"), requests("n1", "200", 7)]);
        assert.deepEqual(errors.new, { all: 7, bad: 0 });
    });

    it("begin with the second look at a pod: what it answered before may be older than the step", () => {
        const { errors } = between([requests("s1", "200", 5)], [requests("s1", "200", 5), requests("n1", "200", 700)]);
        assert.deepEqual(errors.new, { all: 0, bad: 0 });
        const unread = between([up("n1", 0)], [up("n1"), requests("n1", "200", 700)]);
        assert.deepEqual(unread.errors.new, { all: 0, bad: 0 });
    });

    it("count from 0 after a restart", () => {
        const { errors } = between([requests("n1", "200", 500)], [requests("n1", "200", 20)]);
        assert.deepEqual(errors.new, { all: 20, bad: 0 });
    });

    it("ignore values that are no numbers, and pods of neither version", () => {
        const { errors } = between(
            [requests("n1", "200", 5), requests("x1", "500", 0)],
            [requests("n1", "200", NaN), requests("x1", "500", 90)],
        );
        assert.deepEqual(errors, { new: { all: 0, bad: 0 }, stable: { all: 0, bad: 0 } });
    });

    it("count only 5xx as errors, also by their class", () => {
        const codes = ["200", "301", "404", "429", "5xx", "500", "503"];
        const { errors } = between(
            codes.map((code) => requests("n1", code, 0)),
            codes.map((code) => requests("n1", code, 1)),
        );
        assert.deepEqual(errors.new, { all: 7, bad: 3 });
    });

    it("are slow where the bucket at the bound does not have them", () => {
        const { latency } = between([count("n1", 10), bucket("n1", 10)], [count("n1", 30), bucket("n1", 24)]);
        assert.deepEqual(latency.new, { all: 20, bad: 6 });
    });

    it("are none of a version that counts under another name, which is then not judged, nor has its share", () => {
        const renamed = (value: number) => series("http_server_requests_total", "n1", value, { status_code: "500" });
        const { errors } = between(
            [up("n1"), renamed(10), up("s1"), requests("s1", "200", 100)],
            [up("n1"), renamed(60), up("s1"), requests("s1", "200", 150)],
        );
        assert.deepEqual(errors, { new: { all: 0, bad: 0 }, stable: { all: 50, bad: 0 } });
    });

    it("have no latencies without that bucket, and not only slow ones", () => {
        const { latency } = between([count("n1", 10)], [count("n1", 30)]);
        assert.deepEqual(latency.new, { all: 0, bad: 0 });
    });
});

describe("signals that the metrics do not show", () => {
    const unreadable = (answer: readonly Series[], more: Partial<typeof judge> = {}) => {
        const own = { ...query, judge: { ...judge, ...more } };
        return unreadableSignals(answerSeries(answer, own), own);
    };
    const everything = [requests("n1", "200", 1), count("n1", 1), bucket("n1", 1)];

    it("are none if the counter has the status, and the histogram the bucket", () => {
        assert.deepEqual(unreadable(everything), {});
    });

    it("are errors, if the counter's label has another name", () => {
        const problem = { kind: "noSeries", selector: 'http_requests_total{job="demo"}', label: "code" };
        assert.deepEqual(unreadable(everything, { statusLabel: "code" }), { errors: problem });
    });

    it("are latencies, if the histogram has no bucket at the bound, unless there is no histogram", () => {
        const selector = 'http_request_duration_milliseconds_bucket{job="demo",le="300"}';
        const [counter, all] = everything;
        assert.ok(counter && all);
        assert.deepEqual(unreadable([counter, all]), { latency: { kind: "noSeries", selector } });
        assert.deepEqual(unreadable([counter], { latencyMetric: "" }), {});
    });
});
