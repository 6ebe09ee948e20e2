import type { Metadata } from "./types";

/** The fields of pods and of the events about them that the gate reads; everything may be absent on the wire. */

/** How a container ended. */
export interface TerminatedState {
    readonly exitCode?: number;
    readonly reason?: string;
    readonly message?: string;
}

interface ContainerState {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: { readonly startedAt?: string };
    readonly terminated?: TerminatedState;
}

export interface ContainerStatus {
    readonly name: string;
    readonly ready?: boolean;
    readonly restartCount?: number;
    readonly state?: ContainerState;
    readonly lastState?: ContainerState;
}

export interface PodObject {
    readonly metadata: Metadata;
    readonly status?: {
        readonly phase?: string;
        readonly reason?: string;
        readonly message?: string;
        readonly conditions?: {
            readonly type: string;
            readonly status?: string;
            readonly reason?: string;
            readonly message?: string;
            readonly lastTransitionTime?: string;
        }[];
        readonly initContainerStatuses?: ContainerStatus[];
        readonly containerStatuses?: ContainerStatus[];
    };
}

/** A core/v1 Event. Its time is in one of three fields, by who wrote it. */
export interface EventObject {
    readonly metadata: Metadata;
    readonly type?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly count?: number;
    readonly lastTimestamp?: string | null;
    readonly eventTime?: string | null;
    readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
    readonly involvedObject?: {
        readonly kind?: string;
        readonly name?: string;
        readonly uid?: string;
        readonly fieldPath?: string;
    };
}
