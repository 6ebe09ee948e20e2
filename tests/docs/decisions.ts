import { gracePeriodsFor } from "../../components/src/gate/model/gracePeriods";
import type { JudgeInputs } from "../../components/src/gate/model/judgeInputs";
import { judgeInputs } from "../support/gate/judgeInputs";
import { decisionTable } from "../unit/components/gate/decision/decisionTable";
import type { Row } from "../unit/components/gate/decision/decisions";

const gracePeriods = gracePeriodsFor(0);
const seconds = (milliseconds: number) => `${String(milliseconds / 1000)} s`;

const intro = `# What the rollout gate decides

<!-- Made by \`npm run docs\` from the tables that the unit tests run (tests/unit/components/gate/decision/decisionTable*.ts). -->

During \`pulumi up\` the gate watches a Rollout and everything around it: its ReplicaSets and pods, its two Services, its
AnalysisRuns, the Ingresses of the namespace, and the controller's warnings. After every event, and at least once a
second, it evaluates all of it together and makes one decision:

- **wait**, with a reason;
- **measure**: ask Prometheus how many requests each version got in a pause;
- **judge**: ask Prometheus for the answers of both versions; **forecast**: for the traffic, from which it computes what the pauses can show;
- **confirm**: read the objects of the traffic once more before an abort because of them;
- **drain**: ask Prometheus whether an aborted version still gets requests;
- **promote**, **abort** or **retry** the rollout: a merge patch of its status, as \`kubectl argo rollouts\` sends it. It names the
  \`resourceVersion\` that it was decided on, so it applies to that state only; on a conflict the gate decides again;
- **verify**: start the analysis of a first deploy, which Argo does not analyse;
- **succeed** or **fail**, with an outcome named as in Argo; only \`Unproven\` is specific to the gate.

The decision is a pure function (\`components/src/gate/decision/decide.ts\`) of what is observed, what the gate remembers, the
policy in the gate's inputs, and the time. No data, an error and a timeout are never a success.

## The order of the rules

The first matching rule decides.

1. No Rollout: fail after ${seconds(gracePeriods.missingMs)}.
2. The spec has a strategy other than canary, or a workloadRef: fail, and leave it alone.
3. The controller has not seen this generation: fail after ${seconds(gracePeriods.controllerMs)}. Until then, the status is about an earlier one.
4. The controller rejects the spec: fail after ${seconds(gracePeriods.invalidMs)}, because it may heal.
5. The controller has not created a ReplicaSet of this pod template: wait. If that differs from the template by more than
   additions and digests, the controller's own pod hash counts after ${seconds(gracePeriods.betweenWritesMs)} in a rollout, and after ${seconds(gracePeriods.controllerMs)} at rest.
6. The rollout is at a version that this gate does not watch: fail, and write nothing.
7. It is aborted: retry it if \`retryAborted\` is true; else fail once its traffic is back on stable and the aborted version
   gets no more requests, or after ${seconds(gracePeriods.abortMs)}.
8. This gate has asked for an abort: ask again until the controller aborts it; fail after ${seconds(gracePeriods.abortMs)}.
9. The stable version has no available pod: wait; after ${seconds(gracePeriods.stableDownMs)} \`onStableDown\` decides, and a version after a first
   deploy that never had one is promoted. Nothing is aborted onto no pods.
10. It is paused by hand (\`spec.paused\`): wait, and write nothing until it is resumed.
11. A promotion is in progress: wait. A promotion that the controller has missed for ${seconds(gracePeriods.promotionMs)} is repeated with the step moved.
12. The analysis is inconclusive: \`onInconclusive\` decides. With \`promote\` the next two rules come first, and the requests are counted.
13. In a pause, the traffic differs from the step for ${seconds(gracePeriods.betweenWritesMs)}, and a read confirms it: abort. A shorter difference occurs
    between two writes of the controller.
14. A version's share of the requests is wrong, or that of a timed pause cannot be counted for ${seconds(gracePeriods.measureMs)}: abort. A
    timed pause is evaluated ${seconds(gracePeriods.beforeEndMs)} before its end. In an open-ended one the share is right as soon as there are enough
    requests, and wrong only 30 s after it began.
15. The pods miss the progress deadline, and the controller does not apply it: abort.
16. The answers of the new version are rejected, or the pauses cannot show a fault of a threshold's size and must: abort.
17. A pause: wait for the end of a timed one; \`onPause\` decides about an open-ended one, which is promoted when everything is
    proven. Before the last weight, every metric must have been measured.
18. It is Healthy and the version is the stable one: succeed once everything is proven; fail after ${seconds(gracePeriods.verificationMs)}.
19. It is a first deploy, Degraded, and lacks pods: fail. No other version serves.
20. Anything else: wait. Degraded alone is not final.

While a watch is interrupted, and for ${seconds(gracePeriods.betweenWritesMs)} afterwards, the gate evaluates and writes nothing.

The timeout overrides all rules: \`onTimeout\` decides whether the rollout is aborted, or left as it is and failed.

## The rules, case by case

The rollout is the article's: weights 10, 25, 50 and 75 with pauses of 30, 60, 60 and 30 s, and then 100; or one open-ended
pause at weight 10. There are 40 requests per second, and every setting has its default unless stated otherwise.
`;

/** docs/reference/gate-decision-table.md, whole. */
export function decisionsPage(): string {
    const groups = decisionTable.map(({ title, rows }) => {
        const lines = rows.map((row) => `| ${cell(situation(row))} | ${cell(decision(row))} |`);
        // Prettier would pad every cell to the longest of its column.
        const table = ["<!-- prettier-ignore -->", "| situation | decision |", "| --- | --- |", ...lines];
        return `### ${title}\n\n${table.join("\n")}\n`;
    });
    return [intro, ...groups].join("\n");
}

function situation({ name, policy = {} }: Row): string {
    const settings = Object.entries(policy).map(([key, value]) =>
        key === "judge" ? judgeSettings(value as JudgeInputs) : `\`${key}: ${JSON.stringify(value)}\``,
    );
    return settings.length === 0 ? name : `${name} (${settings.join(", ")})`;
}

/** The differences from the judge of most rows. */
function judgeSettings(judge: JudgeInputs): string {
    const own = Object.entries(judge).filter(([key, value]) => judgeInputs[key as keyof JudgeInputs] !== value);
    return own.length === 0 ? "`judge`" : `\`judge: ${JSON.stringify(Object.fromEntries(own))}\``;
}

function decision({ expect, sent = [] }: Row): string {
    const before = sent
        .filter((text, index) => text !== sent[index - 1])
        .map((text) => `\`${text}\`${times(sent, text)}`);
    return before.length === 0 ? expect : `sends ${before.join(", then ")}: ${expect}`;
}

function times(sent: readonly string[], text: string): string {
    const count = sent.filter((other) => other === text).length;
    return count === 1 ? "" : ` (${String(count)} times)`;
}

function cell(text: string): string {
    return text.replaceAll("|", "\\|");
}
