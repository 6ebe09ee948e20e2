const codes = [
    "KubeconfigInvalid",
    "ContextUnknown",
    "ClusterUnreachable",
    "Unauthorized",
    "Forbidden",
    "NotFound",
    "Conflict",
    "Gone",
    "Invalid",
    "ServerError",
] as const;

/** The reason why a request to the Kubernetes API failed. Callers decide by code and never by message. */
export type ApiErrorCode = (typeof codes)[number];

/** An error of this module: a plain Error with a code. */
export interface ApiError extends Error {
    readonly code: ApiErrorCode;
    /** The HTTP status, if the server answered. */
    readonly status?: number;
}

/** Makes an {@link ApiError}. */
export function apiError(code: ApiErrorCode, message: string, status?: number): ApiError {
    return Object.assign(new Error(message), { name: code, code, ...(status === undefined ? {} : { status }) });
}

/** Returns the code of an {@link ApiError}; undefined for any other error. */
export function apiErrorCode(error: unknown): ApiErrorCode | undefined {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return codes.find((known) => known === code);
}

/** Returns the message of whatever was thrown. */
export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

/** Returns whatever was thrown as an Error. */
export function errorOf(error: unknown): Error {
    return error instanceof Error ? error : new Error(String(error));
}

/** Returns the code for an HTTP status. */
export function codeOfStatus(status: number): ApiErrorCode {
    switch (status) {
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "NotFound";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        default:
            return status >= 500 || status === 429 ? "ServerError" : "Invalid";
    }
}
