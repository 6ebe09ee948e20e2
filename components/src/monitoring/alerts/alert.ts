/** Urgency of an alert: `critical` needs a person now, `warning` on the same working day. */
export type Severity = "critical" | "warning";

/** An alert; each series of its expression is one. */
export interface Alert {
    /** Also the name of its page in docs/runbooks. */
    readonly name: string;
    readonly severity: Severity;
    readonly expr: string;
    /**
     * The time for which the expression must have had the series, such as "5m".
     * @default - none: it fires at once
     */
    readonly for?: string;
    /** One line; a template of Prometheus. */
    readonly summary: string;
    /** The effect, and the next thing to look at; a template of Prometheus. */
    readonly description: string;
}

/** A PrometheusRule's spec without Outputs. */
export interface PlainRuleSpec {
    readonly groups: readonly RuleGroup[];
}

/** Rules that Prometheus evaluates one after the other. */
export interface RuleGroup {
    readonly name: string;
    /** @default - Prometheus' evaluation interval */
    readonly interval?: string;
    readonly rules: readonly PlainRule[];
}

/** A rule that alerts, or that records a series. */
export interface PlainRule {
    readonly alert?: string;
    readonly record?: string;
    readonly expr: string;
    readonly for?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
}

/** Returns the rule of an alert, with more labels, and the link to its page. */
export function alertingRule(alert: Alert, runbooks: string, labels: Readonly<Record<string, string>> = {}): PlainRule {
    const { name, severity, expr, summary, description } = alert;
    return {
        alert: name,
        expr,
        ...(alert.for !== undefined && { for: alert.for }),
        labels: { ...labels, severity },
        annotations: { summary, description, runbook_url: `${runbooks}/${name}.md` },
    };
}
