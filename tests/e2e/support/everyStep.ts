import { messageOf } from "../../../components/src/kubernetes";

/** Takes steps in turn, each also after one that failed; throws the errors of those that failed. */
export async function everyStep(...steps: readonly (() => Promise<unknown>)[]): Promise<void> {
    const errors: unknown[] = [];
    for (const step of steps) {
        await step().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 1) {
        throw new AggregateError(errors, errors.map(messageOf).join("; then: "));
    }
    if (errors.length === 1) {
        throw errors[0];
    }
}
