import { checkPreview, preflightType, type PreviewCheck } from "@canary-delivery/components/preflight";
import { type EngineEvent, nameOf } from "../local/engineEvents";

/** Runs the preflights that a preview declares, against the clusters as they are now. */
export async function preflightsOf(events: readonly EngineEvent[]): Promise<PreviewCheck[]> {
    const declared = new Map(
        events.flatMap(({ resourcePreEvent }) => {
            const { type, urn, new: state } = resourcePreEvent?.metadata ?? {};
            return type === preflightType && urn !== undefined && state ? [[urn, state.inputs] as const] : [];
        }),
    );
    return Promise.all(
        [...declared].map(([urn, inputs]) =>
            checkPreview(nameOf(urn), inputs, (text) => {
                process.stderr.write(`${nameOf(urn)}: ${text}\n`);
            }),
        ),
    );
}

/** True when every preflight was run and found no problem. */
export function allPass(checks: readonly PreviewCheck[]): boolean {
    return checks.every(({ problems, unchecked }) => problems.length === 0 && unchecked === undefined);
}
