import fc from "fast-check";

// The courses that properties draw are the same in every run, so that a mutant that is killed once is killed always.
// No failure is shrunk: nobody reads it. StrykerJS loads this before the tests (stryker.config.mjs).
fc.configureGlobal({ seed: 1, endOnFailure: true });
