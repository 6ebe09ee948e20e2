import fc from "fast-check";

// Property tests draw the same values in every run, so that the same mutants are killed. Failures are not shrunk,
// because no one reads them. StrykerJS loads this before the tests (stryker.config.mjs).
fc.configureGlobal({ seed: 1, endOnFailure: true });
