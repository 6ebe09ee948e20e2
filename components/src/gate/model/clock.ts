/** Time, as the gate uses it. */
export interface Clock {
    now(): number;
    /** Resolves after this many milliseconds, or as soon as `wake` does. */
    sleep(milliseconds: number, wake: Promise<void>): Promise<void>;
}

/** The real clock. */
export function systemClock(): Clock {
    return {
        now: () => Date.now(),
        async sleep(milliseconds, wake) {
            let timer: NodeJS.Timeout | undefined;
            const elapsed = new Promise<void>((resolve) => {
                timer = setTimeout(resolve, milliseconds);
            });
            await Promise.race([elapsed, wake]);
            clearTimeout(timer);
        },
    };
}
