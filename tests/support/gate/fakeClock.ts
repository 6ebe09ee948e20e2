import type { Clock } from "../../../components/src/gate/model/clock";

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
    private time: number;
    private sleepers: { until: number; resolve: () => void }[] = [];

    constructor(iso = "2026-03-01T06:02:31Z") {
        this.time = Date.parse(iso);
    }

    now(): number {
        return this.time;
    }

    async sleep(milliseconds: number, wake: Promise<void>): Promise<void> {
        const elapsed = new Promise<void>((resolve) => {
            this.sleepers.push({ until: this.time + milliseconds, resolve });
        });
        await Promise.race([elapsed, wake]);
    }

    /** Lets time pass in small steps, so that everything due on the way happens in its order. */
    async advance(milliseconds: number): Promise<void> {
        const end = this.time + milliseconds;
        while (this.time < end) {
            this.time = Math.min(end, this.time + 100);
            const due = this.sleepers.filter((sleeper) => sleeper.until <= this.time);
            this.sleepers = this.sleepers.filter((sleeper) => sleeper.until > this.time);
            for (const sleeper of due) {
                sleeper.resolve();
            }
            await settle();
        }
    }
}

/** Lets everything run that needs no time. */
export async function settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
}
