import type { ArgoTrigger } from "../../kubernetes/argoNotifications";

/** A subscription of a Rollout to the controller's own notifications, which it sends with or without the gate. */
export interface ArgoSubscription {
    readonly on: readonly ArgoTrigger[];
    /** A service of the controller's configuration: `slack`, `teams-workflows`, or the name of a webhook. */
    readonly service: string;
    /**
     * Slack channels, or names of Teams' recipients; none for a webhook.
     * @default []
     */
    readonly recipients?: readonly string[];
}

/** Returns the annotations of a Rollout with these subscriptions. */
export function subscriptionAnnotations(subscriptions: readonly ArgoSubscription[] = []): Record<string, string> {
    return Object.fromEntries(
        subscriptions.flatMap(({ on, service, recipients = [] }) =>
            on.map((trigger) => [subscriptionKey(trigger, service), recipients.join(";")]),
        ),
    );
}

/** Returns the key of a subscription's annotation. */
export function subscriptionKey(trigger: string, service: string): string {
    return `notifications.argoproj.io/subscribe.${trigger}.${service}`;
}
