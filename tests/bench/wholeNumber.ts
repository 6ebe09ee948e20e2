import { InvalidArgumentError } from "commander";

/** Parses an option's value, a whole number from 1. */
export function wholeNumber(text: string): number {
    if (!/^[1-9]\d*$/.test(text)) {
        throw new InvalidArgumentError("It must be a whole number from 1.");
    }
    return Number(text);
}
