import { gracePeriodsFor } from "../../components/src/gate/model/gracePeriods";
import { decisionTable } from "../unit/components/gate/decision/decisionTable";
import type { Row } from "../unit/components/gate/decision/decisions";

const gracePeriods = gracePeriodsFor(0);
const seconds = (milliseconds: number) => `${String(milliseconds / 1000)} s`;

const intro = `# What the rollout gate decides

<!-- Made by \`npm run docs\` from the tables that the unit tests run (tests/unit/components/gate/decision/decisionTable*.ts). -->

During \`pulumi up\` the gate watches a Rollout and everything around it: its ReplicaSets and pods, its two Services, its
AnalysisRuns, the Ingresses of the namespace, and the controller's warnings. After every event, and at least once a
second, it looks at all of it together and decides one thing:

- **wait**, and say for what;
- **measure**: ask Prometheus how many requests each version got in a pause;
- **promote**, **abort** or **retry** the rollout: a merge patch of its status, as \`kubectl argo rollouts\` sends it. It names the
  \`resourceVersion\` that it was decided on, so it meets that state or none, and is then decided anew;
- **verify**: start the analysis of a first deploy, which Argo itself does not analyse;
- **succeed** or **fail**, with an outcome in Argo's words; \`Unproven\` is the gate's own.

The decision is a pure function (\`components/src/gate/decision/decide.ts\`) of what is observed, what the gate remembers, the
policy in the gate's inputs, and the time. No data, an error and a timeout are never a success.

## The order of the rules

The first rule that fits decides.

1. No Rollout: fail after ${seconds(gracePeriods.missingMs)}.
2. The controller has not seen this generation: fail after ${seconds(gracePeriods.controllerMs)}. Nothing in the status is about it before.
3. The controller refuses the spec: fail after ${seconds(gracePeriods.invalidMs)}, because it may heal.
4. The controller has not made a ReplicaSet of this pod template: wait.
5. The rollout is at another version than the one that this gate watches: fail, and leave it alone.
6. It is aborted: retry it where \`retryAborted\` says so; else fail once its traffic is back on stable, or after
   ${seconds(gracePeriods.abortMs)}.
7. This gate has asked for an abort: ask again until the controller does it; fail after ${seconds(gracePeriods.abortMs)}.
8. Somebody has paused it by hand (\`spec.paused\`): wait. Nothing is written as long as that lasts.
9. A promotion is under way: wait. One that the controller has missed for ${seconds(gracePeriods.promotionMs)} is repeated with the step moved.
10. The analysis is inconclusive: \`onInconclusive\` decides.
11. In a pause, the traffic goes another way than the step says for ${seconds(gracePeriods.betweenWritesMs)}: abort. For less, it is a moment between
    two of the controller's writes.
12. A version's share of the requests is refuted, or that of a timed pause cannot be counted for ${seconds(gracePeriods.measureMs)}: abort. A
    timed pause is judged ${seconds(gracePeriods.beforeEndMs)} before its end. In an open-ended one the share is right as soon as there are enough
    requests, and wrong only 30 s after it began.
13. A pause: wait for the end of a timed one; \`onPause\` decides about an open-ended one, which is promoted when everything is
    proven. Before the last weight, every metric must have been measured.
14. It is Healthy and the version is the stable one: succeed once everything is proven; fail after ${seconds(gracePeriods.verificationMs)}.
15. Anything else: wait. Degraded alone is not the end.

While some of the cluster is not heard, and for ${seconds(gracePeriods.betweenWritesMs)} afterwards, nothing is judged, and nothing written.

Above all of them is the timeout: what has not ended by then is aborted, or left alone and failed, as \`onTimeout\` says.

## The rules, case by case

The rollout is the article's: weights 10, 25, 50 and 75 with pauses of 30, 60, 60 and 30 s, and then 100; or one open-ended
pause at weight 10. There are 40 requests per second, and every setting has its default where nothing else is said.
`;

/** docs/decisions.md, whole. */
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
    const settings = Object.entries(policy).map(([key, value]) => `\`${key}: ${JSON.stringify(value)}\``);
    return settings.length === 0 ? name : `${name} (${settings.join(", ")})`;
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
