import { argoTriggers, isServiceName } from "../../kubernetes/argoNotifications";
import { subscriptionKey } from "../args/argoNotifications";
import { got, type ValidationError } from "./validation";

/** Validates the subscriptions to Argo's own notifications, which may have any shape. */
export function validateArgoNotifications(subscriptions: unknown): ValidationError[] {
    if (subscriptions === undefined) {
        return [];
    }
    if (!Array.isArray(subscriptions)) {
        return [{ path: "argoNotifications", message: `must be a list of subscriptions, got ${got(subscriptions)}` }];
    }
    const seen = new Set<string>();
    return subscriptions.flatMap((one: unknown, index) => {
        const path = `argoNotifications[${index}]`;
        if (typeof one !== "object" || one === null) {
            return [{ path, message: `must be { on, service, recipients }, got ${got(one)}` }];
        }
        const { on, service, recipients = [], ...unknown } = one as Readonly<Record<string, unknown>>;
        const errors: ValidationError[] = Object.keys(unknown).map((field) => ({
            path: `${path}.${field}`,
            message: "is unknown, must be one of on, service, recipients",
        }));
        const triggers = Array.isArray(on) && on.length > 0 ? [...new Set(on as readonly unknown[])] : [undefined];
        for (const trigger of triggers.filter((given) => !Object.hasOwn(argoTriggers, String(given)))) {
            const must = `must list some of ${Object.keys(argoTriggers).join(", ")}`;
            errors.push({ path: `${path}.on`, message: `${must}, got ${got(trigger)}` });
        }
        if (!isServiceName(service)) {
            errors.push({ path: `${path}.service`, message: `must be the name of a service, got ${got(service)}` });
        }
        if (
            !Array.isArray(recipients) ||
            !recipients.every((name) => typeof name === "string" && /^[^;\s]+$/.test(name))
        ) {
            errors.push({ path: `${path}.recipients`, message: `must be a list of names, got ${got(recipients)}` });
        }
        for (const key of triggers.map((trigger) => subscriptionKey(String(trigger), String(service)))) {
            if (seen.has(key)) {
                errors.push({
                    path,
                    message: `repeats a subscription of ${String(service)}; give it all recipients at once`,
                });
            }
            seen.add(key);
        }
        return errors;
    });
}
