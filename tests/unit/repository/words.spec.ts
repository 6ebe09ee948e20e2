import assert from "node:assert/strict";
import { findWords, wordsOf } from "../../support/repository/words";
import { checkout } from "../../../scripts/local/home";

describe("the words of the repository", () => {
    it("are the field's, not those of the glossary", () => {
        assert.deepEqual(findWords(checkout), []);
    });

    it("are found in prose, in names and at the start of a docstring", () => {
        assert.equal(wordsOf("a.md", "Somebody\ncame, and nobody heard it.").length, 3);
        assert.equal(wordsOf("a.ts", "/** What it is. */\nconst texts = 1;").length, 2);
        assert.deepEqual(wordsOf("a.ts", '/** The words. */\nconst text = "in plain text";'), []);
    });
});
