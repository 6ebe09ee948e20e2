/** A fault of a request. */
export interface Fault {
    /** The affected request, by method and by a part of the path. @default the next one */
    readonly method?: string;
    readonly path?: string;
    /** Answers with this status, without any effect. */
    readonly status?: number;
    readonly headers?: Record<string, string>;
    /** Cuts the connection instead: before the request is carried out, or after it, so that only the answer is lost. */
    readonly drop?: "request" | "answer";
}

/** A queue of faults, each used once, and collections that always answer 403. */
export class FakeFaults {
    private readonly queue: Fault[] = [];
    private readonly forbidden = new Set<string>();

    add(fault: Fault, times: number): void {
        this.queue.push(...Array.from({ length: times }, () => fault));
    }

    forbid(collection: string): void {
        this.forbidden.add(collection);
    }

    allow(collection: string): void {
        this.forbidden.delete(collection);
    }

    /** Returns the fault of a request. */
    take(method: string, path: string): Fault | undefined {
        if ([...this.forbidden].some((collection) => path === collection || path.startsWith(`${collection}/`))) {
            return { status: 403 };
        }
        const index = this.queue.findIndex(
            (fault) =>
                (fault.method === undefined || fault.method === method) &&
                (fault.path === undefined || path.includes(fault.path)),
        );
        return index < 0 ? undefined : this.queue.splice(index, 1)[0];
    }
}

/** Returns the body of an API server's error. */
export function statusBody(code: number, message: string): unknown {
    const reasons: Record<number, string> = {
        400: "BadRequest",
        401: "Unauthorized",
        403: "Forbidden",
        404: "NotFound",
        409: "Conflict",
        429: "TooManyRequests",
        500: "InternalError",
    };
    const reason = reasons[code] ?? "";
    return { kind: "Status", apiVersion: "v1", status: "Failure", message, reason, code };
}
