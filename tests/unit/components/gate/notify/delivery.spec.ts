import assert from "node:assert/strict";
import { deliveryTo, type Post } from "../../../../../components/src/gate/notify/delivery";
import type { Notification } from "../../../../../components/src/gate/notify/notification";
import { signedHeaders } from "../../../../../components/src/gate/notify/signature";
import { FakeClock, settle } from "../../../../support/gate/fakeClock";

const webhook = { url: "https://hooks.example.com/services/T0K3N", secret: "a secret of more than 24 letters" };
const notification = (step: number): Notification => ({
    ...{ version: 1, type: "rollout.step", timestamp: "2026-03-01T06:02:31.000Z" },
    data: { rollout: { namespace: "shop", name: "cart" }, position: { step, steps: 9, phase: "Paused" }, evidence: {} },
});

describe("the signature of a webhook", () => {
    it("is that of the example of Standard Webhooks' libraries", () => {
        const id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        const headers = signedHeaders(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            id,
            '{"test": 2432232314}',
            1614265330_999,
        );
        assert.deepEqual(headers, {
            "webhook-id": id,
            "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        });
    });
});

describe("the delivery to a webhook", () => {
    let clock: FakeClock;
    let lines: string[];
    /** The answers to come: a status, or an error. */
    let answers: (number | Error)[];
    let attempts: { step: unknown; at: number; headers: Readonly<Record<string, string>> }[];
    const post: Post = (_url, body, headers) => {
        attempts.push({ step: (JSON.parse(body) as Notification).data.position?.step, at: clock.now(), headers });
        const answer = answers.shift() ?? 204;
        return typeof answer === "number" ? Promise.resolve(answer) : Promise.reject(answer);
    };
    const delivery = () => deliveryTo(webhook, { clock, log: (text) => lines.push(text), post });

    beforeEach(() => {
        [clock, lines, answers, attempts] = [new FakeClock(), [], [], []];
    });

    it("returns at once, and keeps the order", async () => {
        const to = delivery();
        to.send(notification(1));
        to.send(notification(2));
        await settle();
        assert.deepEqual(
            attempts.map(({ step }) => step),
            [1, 2],
        );
        assert.equal(await to.end(5_000), undefined);
        assert.deepEqual(lines, []);
    });

    it("is repeated with longer and longer waits, under one id and signed at the time of each attempt", async () => {
        answers = [new Error("connect ECONNREFUSED"), 503, 429, 500];
        const to = delivery();
        to.send(notification(1));
        to.send(notification(2));
        await settle();
        await clock.advance(20_000);
        assert.deepEqual(
            attempts.map(({ step }) => step),
            [1, 1, 1, 1, 1, 2],
        );
        const [first = 0, ...later] = attempts.map(({ at }) => at);
        assert.deepEqual(
            later.map((at) => at - first),
            [500, 1_500, 3_500, 7_500, 7_500],
        );
        const ids = attempts.map(({ headers }) => headers["webhook-id"]);
        assert.equal(new Set(ids.slice(0, 5)).size, 1);
        assert.notEqual(ids[5], ids[0]);
        // Receivers reject an old time.
        for (const { at, headers } of attempts) {
            assert.equal(headers["webhook-timestamp"], String(Math.floor(at / 1000)));
        }
        assert.deepEqual(lines, [
            "the webhook does not answer, retrying: connect ECONNREFUSED",
            "the webhook answers again",
        ]);
    });

    it("waits half a minute at most between two attempts", async () => {
        answers = Array.from({ length: 12 }, () => 500);
        delivery().send(notification(1));
        await clock.advance(300_000);
        const waits = attempts.slice(1).map(({ at }, index) => at - (attempts[index]?.at ?? 0));
        assert.equal(Math.max(...waits), 30_000);
        assert.equal(attempts.length, 13);
    });

    for (const status of [302, 400, 401, 410]) {
        it(`is not repeated where the receiver does not accept it (${status})`, async () => {
            answers = [status];
            const to = delivery();
            to.send(notification(1));
            to.send(notification(2));
            await settle();
            assert.equal(attempts.length, 2);
            assert.deepEqual(lines, [`warning: the webhook does not accept rollout.step: it answers ${status}`]);
            assert.equal(await to.end(5_000), `rollout.step: it answers ${status}`);
        });
    }

    it("tries at once at the end, in the middle of a long wait", async () => {
        answers = [500, 500, 500, 500, 500];
        const to = delivery();
        to.send(notification(1));
        await clock.advance(8_000);
        const before = attempts.length;
        const ended = to.end(5_000);
        await settle();
        assert.equal(attempts.length, before + 1);
        assert.equal(await ended, undefined);
    });

    it("tries the last one first at the end, and one that fails keeps no other one from the receiver", async () => {
        const to = deliveryTo(webhook, {
            ...{ clock, log: (text: string) => lines.push(text) },
            post: (url, body, ...more) => {
                void post(url, body, ...more);
                return Promise.resolve((JSON.parse(body) as Notification).data.position?.step === 1 ? 500 : 204);
            },
        });
        [1, 2, 3, 4].forEach((step) => {
            to.send(notification(step));
        });
        await clock.advance(8_000);
        attempts = [];
        const ended = to.end(5_000);
        await clock.advance(5_000);
        assert.equal(await ended, "rollout.step: it answers 500");
        assert.deepEqual(
            attempts.slice(0, 4).map(({ step }) => step),
            [1, 4, 2, 3],
        );
    });

    it("gives up at the end's limit, also on a receiver that never answers, and has the reason", async () => {
        const hanging = deliveryTo(webhook, {
            ...{ clock, log: (text: string) => lines.push(text) },
            post: () => new Promise<number>(() => undefined),
        });
        hanging.send(notification(1));
        const ended = hanging.end(5_000);
        await clock.advance(5_000);
        assert.equal(await ended, "rollout.step: no answer in time");

        answers = Array.from({ length: 100 }, () => 503);
        const to = delivery();
        to.send(notification(1));
        const late = to.end(5_000);
        await clock.advance(5_000);
        assert.equal(await late, "rollout.step: it answers 503");
        const made = attempts.length;
        await clock.advance(60_000);
        assert.equal(attempts.length, made);
    });

    it("repeats neither the URL nor the secret", async () => {
        answers = [new Error(`POST ${webhook.url} with ${webhook.secret} failed`), 404];
        const to = delivery();
        to.send(notification(1));
        await clock.advance(1_000);
        const printed = [...lines, await to.end(5_000)].join("\n");
        assert.match(printed, /POST \*\*\* with \*\*\* failed/);
        assert.doesNotMatch(printed, /T0K3N|24 letters/);
    });
});
