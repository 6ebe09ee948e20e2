import assert from "node:assert/strict";
import { editTemplate, templateEdits } from "../../../../../scripts/local/images/ingress-nginx/template";

describe("the edits of ingress-nginx's template", () => {
    const edits = [{ why: "a reason", find: "pid old;", replace: "pid $& new;" }];

    it("replace what they find, literally", () => {
        assert.equal(editTemplate("a\npid old;\nb", edits), "a\npid $& new;\nb");
    });

    it("fail if upstream's text is missing, and name the edit and its reason", () => {
        assert.throws(() => editTemplate("pid other;", edits), /found 0 times, must be 1: pid old; \(a reason\)/);
    });

    it("fail if it occurs more often than expected", () => {
        assert.throws(() => editTemplate("pid old; pid old;", edits), /found 2 times, must be 1/);
    });

    it("fail one by one on a template that lacks all of them", () => {
        for (const edit of templateEdits) assert.throws(() => editTemplate("", [edit]), Error);
    });

    it("replace the whole stream block, and nothing after it", () => {
        const stream = templateEdits.filter(({ find }) => String(find).includes("stream"));
        const edited = editTemplate(
            "}\n\nstream {\n    lua_x 1;\n    server {\n    }\n}\n\n{{/* definition of templates",
            stream,
        );
        assert.doesNotMatch(edited, /lua_x/);
        assert.match(edited, /\{\{\/\* definition of templates$/);
    });
});
